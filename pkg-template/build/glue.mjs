// Turns wasm-bindgen's glue into one function, so that loading it does nothing and bundlers can drop it.

/**
 * A replacement that must match: if wasm-bindgen's output changes shape, the build fails.
 * @param {string} text
 * @param {RegExp} pattern
 * @param {string | ((whole: string, ...groups: string[]) => string)} by
 * @param {string} what
 */
function replace(text, pattern, by, what) {
  const changed = text.replace(pattern, /** @type {string} */ (by));
  if (changed === text) throw new Error(`the glue has changed: found no ${what}`);
  return changed;
}

/**
 * @param {string} source wasm-bindgen's `_bg.js`
 * @param {Map<string, string>} exports short names of the module's exports
 * @param {[string, string, string][]} imports what the module imports: the short name, the old name, and the source
 * @param {string} importModule the module's name for the glue
 */
export function wrapGlue(source, exports, imports, importModule) {
  let text = source;
  // The snippets are bundled from where they stand in the repository.
  text = replace(text, /from '\.\/snippets\/pulse-wasm-[0-9a-f]+\//g, "from '../../", "snippets");
  /** @type {string[]} */
  const heads = text.match(/^import .*$/gm) ?? [];
  // Functions that need no conversion are imported from the snippets directly.
  const direct = imports.filter(([, , from]) => from !== "./pulse_wasm_bg.js");
  for (const [short, name, from] of direct) {
    heads.push(
      `import { ${name} as direct_${short} } from "${from.replace(/^\.\/snippets\/pulse-wasm-[0-9a-f]+\//, "../../")}";`,
    );
  }
  text = text.replace(/^import .*$/gm, "").replace(/^export /gm, "");
  text = replace(
    text,
    /\bwasm\.(\w+)/g,
    (_, name) => `wasm.${short(exports, name)}`,
    "use of the exports",
  );
  // Every supported runtime has encodeInto; an old workerd has no FinalizationRegistry, so that fallback stays.
  text = replace(
    text,
    /if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?\n\}\n/,
    "",
    "encodeInto polyfill",
  );
  // A finalizer that throws would end a process, and after a trap one may.
  text = replace(
    text,
    /\(ptr => (wasm\.[\w$]+\(ptr, 1\))\)/g,
    "(ptr => { try { $1; } catch {} })",
    "finalizer",
  );
  // The first decode only warms the decoder up.
  text = replace(text, /^cachedTextDecoder\.decode\(\);$/m, "", "decoder warm-up");
  // The package's own class has Symbol.dispose.
  text = replace(text, /^if \(Symbol\.dispose\) .*$/gm, "", "dispose");
  // Memory that has grown has another buffer; not every runtime says whether the old one is detached.
  text = replace(
    text,
    /if \(cachedDataViewMemory0 === null [^{]* !== (wasm\.[\w$]+\.buffer)\)\) \{/,
    "if (cachedDataViewMemory0?.buffer !== $1) {",
    "memory view",
  );
  // The fallback for modules without realloc is not needed.
  text = replace(text, /if \(realloc === undefined\) \{[\s\S]*?\n {4}\}\n/, "", "realloc");
  // None of our numbers comes near 2^31, and addresses are converted where they are used.
  text = replace(text, /\b(arg\d+) >>> 0\b/g, "$1", "conversion of a number");
  // One wrapper that catches for all, and each function inlined where it is used.
  text = replace(
    text,
    /function handleError\(f, args\) \{\n {4}try \{\n {8}return f\.apply\(this, args\);/,
    "const catching = (f) => (...args) => {\n    try {\n        return f(...args);",
    "catcher",
  );
  /** @type {Map<string, string>} */
  const functions = new Map();
  text = replace(
    text,
    /^function (__wb\w+)(\(.*?\)) (\{ return handleError\(function (\(.*?\)) (\{[\s\S]*?\n\}), arguments\); \}|\{\n[\s\S]*?\n\})$/gm,
    (whole, name, params, body, caught, inner) => {
      if (name === "__wbg_set_wasm") return whole;
      functions.set(name, inner ? `catching(${caught} => ${inner})` : `${params} => ${body}`);
      return "";
    },
    "imported function",
  );
  const table = imports
    .map((entry) => {
      const [short, name] = entry;
      if (direct.includes(entry)) return `${JSON.stringify(short)}: direct_${short}`;
      const made = functions.get(name);
      if (!made) throw new Error(`the glue has changed: found no ${name}`);
      // A function that only passes its arguments on is replaced by the one it passes them to.
      const [, call] =
        made
          .match(
            /^\((.*)\) => \{\n(?: {4}const ret = | {4})(\w+)\(\1\);\n(?: {4}return ret;\n)?\}$/,
          )
          ?.slice(1) ?? [];
      return `${JSON.stringify(short)}: ${call ?? made}`;
    })
    .join(", ");
  return `// Made from wasm-bindgen's glue by pkg-template/build/glue.mjs.
${heads.join("\n")}
export function glue() {
${text}
return { Jobs, imports: { ${JSON.stringify(importModule)}: { ${table} } }, use: __wbg_set_wasm };
}
`;
}

/**
 * @param {Map<string, string>} exports
 * @param {string} name
 */
function short(exports, name) {
  const found = exports.get(name);
  if (!found) throw new Error(`the glue uses ${name}, which the module does not export`);
  return found;
}

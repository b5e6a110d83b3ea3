// Turns wasm-bindgen's glue into one function, so that loading it does nothing and bundlers can drop it.

/** A replacement that must take place: when wasm-bindgen's output changes shape, the build fails. */
function replace(text, pattern, by, what) {
  const changed = text.replace(pattern, by);
  if (changed === text) throw new Error(`the glue has changed: found no ${what}`);
  return changed;
}

/**
 * @param {string} source wasm-bindgen's `_bg.js`
 * @param {Map<string, string>} exports short names of the module's exports
 * @param {[string, string, string][]} imports what the module imports: its name for it, the old name, and from where
 * @param {string} importModule the module's name for the glue
 */
export function wrapGlue(source, exports, imports, importModule) {
  let text = source;
  // The snippets are bundled from where they stand in the repository.
  text = replace(text, /from '\.\/snippets\/pulse-wasm-[0-9a-f]+\//g, "from '../../", "snippets");
  const heads = text.match(/^import .*$/gm);
  // What needs no conversion the module imports from the snippets themselves.
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
  // Every runtime we run in has encodeInto; an old workerd has no FinalizationRegistry, so that fallback stays.
  text = replace(
    text,
    /if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?\n\}\n/,
    "",
    "encodeInto polyfill",
  );
  // A finalizer that throws would end a process, and after a trap one may.
  text = replace(
    text,
    /\(ptr => (wasm\.\w+\(ptr, 1\))\)/g,
    "(ptr => { try { $1; } catch {} })",
    "finalizer",
  );
  // The first decode only warms the decoder up.
  text = replace(text, /^cachedTextDecoder\.decode\(\);$/m, "", "decoder warm-up");
  // Clients are ended by their own class, and the engine lives as long as its module.
  text = replace(text, /^if \(Symbol\.dispose\) .*$/gm, "", "dispose");
  text = replace(text, /^const EngineFinalization = [^;]*;$/m, "", "engine's finalizer");
  text = replace(text, /^.*\bEngineFinalization\b.*$/gm, "", "use of the engine's finalizer");
  // Memory that has grown has another buffer; asked whether the old one is detached, not every runtime answers.
  text = replace(
    text,
    /if \(cachedDataViewMemory0 === null [^{]* !== (wasm\.\w+\.buffer)\)\) \{/,
    "if (cachedDataViewMemory0?.buffer !== $1) {",
    "memory view",
  );
  // Strings that cannot be made longer in place are for modules without realloc.
  text = replace(text, /if \(realloc === undefined\) \{[\s\S]*?\n {4}\}\n/, "", "realloc");
  const table = imports
    .map(
      (entry) =>
        `${JSON.stringify(entry[0])}: ${direct.includes(entry) ? `direct_${entry[0]}` : entry[1]}`,
    )
    .join(", ");
  return `// Made from wasm-bindgen's glue by pkg-template/build/glue.mjs.
${heads.join("\n")}
export function glue() {
${text}
return { Engine, imports: { ${JSON.stringify(importModule)}: { ${table} } }, use: __wbg_set_wasm };
}
`;
}

function short(exports, name) {
  const found = exports.get(name);
  if (!found) throw new Error(`the glue uses ${name}, which the module does not export`);
  return found;
}

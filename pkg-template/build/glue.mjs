// Turns wasm-bindgen's glue into one function, so that loading it does nothing and bundlers can drop it.
import { readFileSync } from "node:fs";

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
 */
export function wrapGlue(source, exports, imports) {
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
  // The package's own class has Symbol.dispose.
  text = replace(text, /^if \(Symbol\.dispose\) .*$/gm, "", "dispose");
  // None of our numbers and addresses comes near 2^31.
  text = replace(text, /\b(arg\d+) >>> 0\b/g, "$1", "conversion of a number");
  text = replace(text, /\bgetObject\((\w+)\)/g, "heap[$1]", "object");
  // What many functions repeat is in the helpers once.
  text = replace(
    text,
    /try \{\s+const ret = (wasm\.\w+)\(this\.__wbg_ptr, addBorrowedObject\((\w+)\), addBorrowedObject\((\w+)\)\);\s+return takeObject\(ret\);\s+\} finally \{[^}]*\}/g,
    "return lend($1, this, $2, $3);",
    "method",
  );
  text = replace(
    text,
    / {4}__destroy_into_raw\(\) \{([\s\S]*?) {8}return ptr;\n {4}\}\n {4}free\(\) \{\n.*/g,
    "    free() {$1",
    "destructor",
  );
  text = replace(
    text,
    /var r0 = [^;]*\(retptr[^;]*;\s+var r1 = [^;]*;\s+var r2 = [^;]*;/,
    "const [r0, r1, r2] = new Int32Array(wasm.memory.buffer, retptr, 3);",
    "results of the constructor",
  );
  const thrown = text.match(/wasm\.(\w+)\(addHeapObject\(e\)\)/)?.[1] ?? "";
  let malloc = "";
  text = replace(
    text,
    /(?:var|const) ptr\d = (?:isLikeNone\(ret\) \? 0 : )?passStringToWasm0\(ret, (wasm\.\w+), .*\n.*\n.*setInt32\((arg\d) .*\n.*setInt32.*/g,
    (_, allocate, address) => {
      malloc = allocate;
      return `giveString(${address}, ret);`;
    },
    "string",
  );
  text = replace(
    text,
    /^const (\w+Finalization) = [^;]*=> (wasm\.\w+)\(ptr, 1\)\);$/gm,
    "const $1 = finalization((ptr, by) => $2(ptr, by));",
    "finalizer",
  );
  text = replace(text, /\b(\w+Finalization)\./g, "$1?.", "registration");
  text = replace(text, /^function addHeapObject[\s\S]*/m, "", "helpers");
  text = replace(text, /heap\[stack_pointer\+\+\] = undefined;/g, "takeBack();", "end of a loan");
  const helpers = readFileSync(new URL("helpers.mjs", import.meta.url), "utf8");
  text = helpers.replace(/^export /gm, "").replace("wasm.malloc", malloc) + text;
  text = replace(
    text,
    /\bwasm\.(\w+)/g,
    (_, name) => `wasm.${short(exports, name)}`,
    "use of the exports",
  );
  /** @type {Map<string, string>} */
  const functions = new Map();
  text = replace(
    text,
    /^function (__wb\w+)(\(.*?\)) (\{ return handleError\(function (\(.*?\)) (\{[\s\S]*?\n\}), arguments\); \}|\{\n[\s\S]*?\n\})$/gm,
    (whole, name, params, body, caught, inner) => {
      if (name === "__wbg_set_wasm") return whole;
      functions.set(
        name,
        inner
          ? `${caught} => { try ${inner} catch (error) { wasm.${short(exports, thrown)}(addHeapObject(error)); } }`
          : `${params} => ${body}`,
      );
      return "";
    },
    "imported function",
  );
  const left = text.match(/\b(handleError|isLikeNone|passStringToWasm0|get\w+Memory0)\b/);
  if (left) throw new Error(`the glue has changed: it uses ${left[0]}`);
  const table = imports
    .map((entry) => {
      const [short, name] = entry;
      if (direct.includes(entry)) return `direct_${short}`;
      const made = functions.get(name);
      if (!made) throw new Error(`the glue has changed: found no ${name}`);
      const expression = asExpression(made);
      // A function that only passes its arguments on is replaced by the one it passes them to.
      const [, , call] = expression.match(/^\((.*)\) => (\w+)\(\1\)$/) ?? [];
      return call ?? expression;
    })
    .join(", ");
  return `// Made from wasm-bindgen's glue by pkg-template/build/glue.mjs.
${heads.join("\n")}
export function glue() {
${text}
return { Jobs, functions: [${table}], use: __wbg_set_wasm };
}
`;
}

/**
 * A function as `(...) => expression`, where it has only one. Of what has no result, the module ignores one.
 * @param {string} made
 */
const asExpression = (made) =>
  made
    .replace(
      /\{\n(?: {4}\/\/.*\n)? {4}const ret = (.*);\n {4}(?:return )?(.*)\bret\b(.*);\n\}$/,
      (_, value, before, after) => `${before}${value}${after}`,
    )
    .replace(/\{\n {4}(?!const |var |throw |try )([^;\n]*);\n\}$/, "$1");

/**
 * @param {Map<string, string>} exports
 * @param {string} name
 */
function short(exports, name) {
  const found = exports.get(name);
  if (!found) throw new Error(`the glue uses ${name}, which the module does not export`);
  return found;
}

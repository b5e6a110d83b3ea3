// Weighs the package: the module, the glue beside it, and the bundle that an app ships.
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

/** @param {Uint8Array} bytes */
const weigh = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length,
});

/**
 * The bundle of `source` with the package in it.
 * @param {string} folder
 * @param {string} source
 * @param {string[]} external
 */
async function app(folder, source, external) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: source, resolveDir: folder, loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external,
  });
  return outputFiles[0].contents;
}

/**
 * The sizes of an assembled package.
 * @param {string} folder
 * @param {Uint8Array} wasm
 */
export async function measure(folder, wasm) {
  /** @param {string} file */
  const everything = (file) => `export * from ${JSON.stringify(join(folder, file))};`;
  return {
    wasm: weigh(wasm),
    glue: weigh(await app(folder, everything("workerd.js"), ["*.wasm"])),
    bundle: weigh(await app(folder, everything("index.js"), [])),
  };
}

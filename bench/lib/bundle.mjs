// What an app ships: a file bundled by esbuild as it does for a page, and its bytes as they are served.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

/** The text of a bundle for a page. */
export async function bundle(source, resolveDir, options = {}) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: source, resolveDir, loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    // What bundlers for pages put there; some peers ask for it.
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
    ...options,
  });
  return outputFiles[0].contents;
}

export const weigh = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length,
});

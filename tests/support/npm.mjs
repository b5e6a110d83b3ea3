// How npm is started: on Windows it is a batch file, which no program but a shell starts, so that Node is given its script.
import { dirname, join } from "node:path";

/** A program and its words, for spawn and execFile. */
export const npm = (words) =>
  process.platform === "win32"
    ? [
        process.execPath,
        [join(dirname(process.execPath), "node_modules/npm/bin/npm-cli.js"), ...words],
      ]
    : ["npm", words];

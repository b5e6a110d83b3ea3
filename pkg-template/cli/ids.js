// Where the ids come from: the arguments, a file or stdin, behind one shape.

import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { LineReader } from "./lines.js";
import { reason, UsageError } from "./options.js";

/** Ids that are all there. */
class List {
  line = 0;
  #ids;

  constructor(ids) {
    this.#ids = ids;
  }

  async next() {
    return this.#ids[this.line++];
  }
}

/** A reader, its name for people, how much there is, and how to let go of it. */
export async function idsOf({ list, file, stdin }) {
  if (list) return { reader: new List(list), name: "the arguments", list, close() {} };
  if (stdin) {
    const close = () => process.stdin.destroy();
    return { reader: new LineReader(process.stdin, "stdin"), name: "stdin", stdin: true, close };
  }
  const { stream, size } = await openFile(file);
  const reader = new LineReader(stream, file);
  return { reader, name: file, size, close: () => stream.destroy() };
}

/** The stream, and how many bytes a plain file has (undefined for a pipe). What can't be read is bad usage. */
async function openFile(file) {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw { code: "EISDIR" };
    // Opened once only: closing a pipe and opening it again would end its writer.
    const stream = createReadStream(file);
    await once(stream, "open");
    return { stream, size: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    throw new UsageError(`--file ${file} can't be read: ${reason(error)}`);
  }
}

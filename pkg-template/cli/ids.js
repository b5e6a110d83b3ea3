// Where the ids come from: the arguments, a file or stdin, behind one shape.

import { once } from "node:events";
import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import process from "node:process";
import { isatty, ReadStream } from "node:tty";
import { LineReader } from "./lines.js";
import { reason, UsageError } from "./options.js";

/** Whether this is Node, where a read of a pipe that is under way keeps even exit() waiting. */
const { deno, bun } = process.versions;
const isNode = !deno && !bun;

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

/**
 * A reader, its name for people, how much there is, and how to let go of it. A list has each id once, and `repeated`
 * tells how many were left out; `owing` is what may never end.
 */
export async function idsOf({ list: given, file, stdin }) {
  if (given) {
    const list = [...new Set(given)];
    const repeated = given.length - list.length;
    return { reader: new List(list), name: "the arguments", list, repeated, close() {} };
  }
  if (stdin) {
    const close = () => process.stdin.destroy();
    return {
      reader: new LineReader(process.stdin, "stdin"),
      name: "stdin",
      stdin: true,
      owing: true,
      close,
    };
  }
  const { stream, size } = await openFile(file);
  const reader = new LineReader(stream, file);
  const owing = size === undefined;
  return { reader, name: file, size, owing, close: () => stream.destroy() };
}

/** The stream, and how many bytes a plain file has (undefined for a pipe). What can't be read is bad usage. */
async function openFile(file) {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw { code: "EISDIR" };
    // Opened once only: closing a pipe and opening it again would end its writer.
    if (isNode && !stats.isFile()) return { stream: watched(file) };
    const stream = createReadStream(file);
    await once(stream, "open");
    return { stream, size: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    throw new UsageError(`--file ${file} can't be read: ${reason(error)}`);
  }
}

/** A stream of a pipe or a terminal that lets go when it is destroyed: it is watched, and no thread reads it. */
function watched(file) {
  // Without waiting for a writer: meanwhile no signal would be heard.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (isatty(fd)) return new ReadStream(fd);
  if (fstatSync(fd).isFIFO()) return new Socket({ fd, readable: true, writable: false });
  return createReadStream(file, { fd });
}

// Where the ids come from: the arguments, a file or stdin, with one interface.

import { once } from "node:events";
import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import process from "node:process";
import { isatty, ReadStream } from "node:tty";
import { LineReader } from "./lines.js";
import { reason, UsageError } from "./options.js";
import { isNode } from "./runtime.js";

/**
 * A reader, its name for people, its size, and how to close it. A list has each id once, and `repeated` says how many were left
 * out. `owing`: it may never end. `unnamed`: it is stdin or a pipe, not arguments or a plain file. `typed`: it is a terminal.
 *
 * @typedef {object} Ids
 * @property {import("./source.js").Reader & { nextLine?: () => Promise<string | undefined> }} reader
 * @property {string} name
 * @property {string[]} [list]
 * @property {number} [repeated]
 * @property {number} [size]
 * @property {boolean} [owing]
 * @property {boolean} [unnamed]
 * @property {boolean} [typed]
 * @property {() => void} close
 */

/** @typedef {import("node:stream").Readable & { fd?: number, isTTY?: boolean }} Input */

/** Ids that are all known. */
class List {
  line = 0;
  position = 0;
  #ids;

  /** @param {string[]} ids */
  constructor(ids) {
    this.#ids = ids;
  }

  /** @returns {Promise<string | undefined>} */
  async next() {
    return this.#ids[this.line++];
  }
}

/**
 * @param {import("./options.js").From} from
 * @returns {Promise<Ids>}
 */
export async function idsOf({ list: given, file, stdin }) {
  if (given) {
    const list = [...new Set(given)];
    const repeated = given.length - list.length;
    return { reader: new List(list), name: "the arguments", list, repeated, close() {} };
  }
  const name = stdin || file === undefined ? "stdin" : file;
  /** @type {Opened} */
  const { stream, size, isStdin } =
    stdin || file === undefined ? { stream: process.stdin, isStdin: true } : await openFile(file);
  const owing = size === undefined;
  return {
    reader: new LineReader(stream, name),
    name,
    size,
    owing,
    unnamed: owing || isStdin,
    // Only Node's stream of a terminal has isTTY.
    typed:
      Boolean(stream.isTTY) || (stream.fd !== undefined && stream.fd >= 0 && isatty(stream.fd)),
    close: () => stream.destroy(),
  };
}

/**
 * Whether a file is stdin under another name, such as /dev/stdin.
 * @param {import("node:fs").Stats} stats
 */
function sameAsStdin({ dev, ino }) {
  try {
    const stdin = fstatSync(0);
    return dev === stdin.dev && ino === stdin.ino;
  } catch {
    return false;
  }
}

/**
 * The stream, how many bytes a plain file has (undefined for a pipe), and whether it is stdin too.
 * @typedef {{ stream: Input, size?: number, isStdin?: boolean }} Opened
 */

/**
 * Opens a file of ids; one that can't be read is bad usage.
 * @param {string} file
 * @returns {Promise<Opened>}
 */
async function openFile(file) {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw { code: "EISDIR" };
    const isStdin = sameAsStdin(stats);
    // In some runtimes a child's stdin is a socket, which can't be opened by name.
    if (isStdin && !stats.isFile()) return { stream: process.stdin, isStdin };
    // In Node even exit() waits for a read of a pipe that is under way. Opened once only: closing a pipe and opening it again would
    // end its writer.
    if (isNode && !stats.isFile()) return { stream: watched(file) };
    const stream = createReadStream(file);
    await once(stream, "open");
    return { stream, size: stats.isFile() ? stats.size : undefined, isStdin };
  } catch (error) {
    throw new UsageError(`--file ${file} can't be read: ${reason(error)}`);
  }
}

/**
 * A stream of a pipe or a terminal that is polled rather than read by a thread, so that destroying it frees it at once.
 * @param {string} file
 * @returns {Input}
 */
function watched(file) {
  // Without waiting for a writer: while waiting, no signal would be handled.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (isatty(fd)) return new ReadStream(fd);
  if (fstatSync(fd).isFIFO()) return new Socket({ fd, readable: true, writable: false });
  return createReadStream(file, { fd });
}

// The journal of a run: each outcome is appended as it settles, and read by the next run.
import { Buffer } from "node:buffer";
import {
  closeSync,
  createReadStream,
  fdatasync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers";
import { FingerprintSet } from "./fingerprints.js";
import { plain } from "./format.js";
import { reason, UsageError } from "./options.js";

/**
 * What counts as done in a journal hangs on these; no text of a server is written but `scrubbed`.
 *
 * @typedef {object} Kind
 * @property {string} baseUrl
 * @property {string} [only]
 * @property {boolean} [confirm]
 * @property {(text: string) => string} scrubbed
 */

/**
 * A line of a journal, as far as one that is read can be relied on.
 * @typedef {{
 *   jobId?: unknown, status?: string, reason?: string, only?: string, confirmed?: boolean, at?: string, job?: string,
 *   error?: string, journal?: string, baseUrl?: unknown,
 * }} Entry
 */

/**
 * The first line, of which a kill may leave a part; and what it says of any journal, whole or in part.
 * @param {string} baseUrl
 */
const header = (baseUrl) => `${JSON.stringify({ journal: "pulse-wasm", version: 1, baseUrl })}\n`;
const ANY = /^\{"journal":"pulse-wasm","version":1,"baseUrl":"([^"\n]*)/;

/** As much of a file as is read to find another journal's header. */
const START = 4096;

/** Lines that may wait for the disk before the run waits too. */
const UNSYNCED = 1024;

/**
 * Opens a journal of runs against `baseUrl`, making it if need be. `readOnly` leaves no trace of the run.
 * @param {string} file
 * @param {Kind & { readOnly?: boolean }} kind
 */
export async function openJournal(file, { readOnly, ...kind }) {
  const fd = opened(file, readOnly ? "r" : "a+");
  const done = new FingerprintSet();
  const before = fd === undefined ? "" : await load(file, fd, done, kind);
  const journal = new Journal(file, readOnly ? undefined : fd, done, kind);
  try {
    // A journal that can't be written is found out before anything is sent.
    if (!readOnly) journal.write(before);
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
  return journal;
}

/**
 * @param {string} file
 * @param {string} flags
 */
function opened(file, flags) {
  try {
    // Opening or writing a pipe may block for ever, and meanwhile no signal would be handled.
    if (statSync(file, { throwIfNoEntry: false })?.isFIFO())
      throw { code: "it is a pipe, and no later run could read it" };
    return openSync(file, flags);
  } catch (error) {
    // A dry run needs no journal.
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (flags === "r" && code === "ENOENT") return undefined;
    throw new UsageError(`--journal ${file} can't be opened: ${reason(error)}`);
  }
}

/**
 * Reads what is done. Returns what must be appended so that a new line begins a line.
 * @param {string} file
 * @param {number} fd
 * @param {FingerprintSet} done
 * @param {Kind} kind
 */
async function load(file, fd, done, kind) {
  const { baseUrl } = kind;
  const own = header(baseUrl);
  const { size } = fstatSync(fd);
  const start = Buffer.alloc(Math.min(size, Math.max(own.length, START)));
  readSync(fd, start, 0, start.length, 0);
  const head = start.toString("latin1");
  const first = head.slice(0, own.length);
  if (!own.startsWith(first)) {
    const other = ANY.exec(head)?.[1];
    if (other !== undefined) throw foreign(file, other, baseUrl);
    throw new UsageError(
      `--journal ${file} is another kind of file; a journal begins with ${own.trim()}`,
    );
  }
  // Killed before the first line was whole, it is completed.
  if (size < own.length) {
    if (size === 0) syncFolder(file);
    return own.slice(first.length);
  }
  /** @param {string} line */
  const take = (line) => {
    const other = note(line, done, kind);
    if (other !== undefined) throw foreign(file, other, baseUrl);
  };
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8", start: own.length })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  }
  // The last line may be torn: it counts only if all of it but its end is there.
  take(rest);
  return rest === "" ? "" : "\n";
}

/**
 * A job done at one API is not done at another.
 * @param {string} file
 * @param {string} other
 * @param {string} baseUrl
 */
function foreign(file, other, baseUrl) {
  return new UsageError(
    `--journal ${file} belongs to runs against ${plain(other)}, but this run is against ${baseUrl}: use another journal`,
  );
}

/**
 * Puts a new file's name on the disk, where a folder can be synced; Windows can't, and needs not.
 * @param {string} file
 */
function syncFolder(file) {
  try {
    const fd = openSync(dirname(file), "r");
    fsyncSync(fd);
    closeSync(fd);
  } catch {
    // The journal still survives a kill.
  }
}

/**
 * Takes in one line. A torn one is passed over: its job is asked again, which does no harm. Returns another base URL,
 * where a run against that began the same file in the same moment.
 * @param {string} line
 * @param {FingerprintSet} done
 * @param {Kind} kind
 */
function note(line, done, kind) {
  /** @type {Entry | null} */
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!entry) return undefined;
  if (typeof entry.jobId === "string" && settled(entry, kind)) done.add(entry.jobId);
  const isOther = entry.journal === "pulse-wasm" && entry.baseUrl !== kind.baseUrl;
  return isOther ? String(entry.baseUrl) : undefined;
}

/**
 * Whether a job need not be asked again: a failure does, one that was left out by other --only states, and under
 * --confirm one whose end was not confirmed.
 * @param {Entry} entry
 * @param {Kind} kind
 */
function settled({ status, reason, only: then, confirmed }, { only, confirm }) {
  if (status === "fulfilled") return !confirm || confirmed === true;
  if (status !== "skipped") return false;
  return reason === "missing" || (reason === "filtered" && then === only);
}

class Journal {
  #file;
  #fd;
  #done;
  #kind;
  #unsynced = 0;
  /** @type {Promise<void> | undefined} */
  #syncing;
  /**
   * Why a line could not be written, or what was written could not be put on the disk.
   * @type {Error | undefined}
   */
  #unwritable;
  /** @type {Error | undefined} */
  #failure;

  /**
   * @param {string} file
   * @param {number | undefined} fd
   * @param {FingerprintSet} done
   * @param {Kind} kind
   */
  constructor(file, fd, done, kind) {
    this.#file = file;
    this.#fd = fd;
    this.#done = done;
    this.#kind = kind;
  }

  /** How many jobs it has as done. */
  get size() {
    return this.#done.size;
  }

  /** @param {string} id */
  isDone = (id) => this.#done.has(id);

  /**
   * Appends an outcome. It is with the system when this returns, so that a kill can't lose it. Throws where that can't
   * be done, or where it turns out that what came before is not on the disk.
   * @param {import("./report.js").Outcome} outcome
   */
  add({ jobId, status, reason, error, job }) {
    if (this.#fd === undefined) return;
    // Behind a line that was cut off by a full disk another would be lost with it.
    if (this.#unwritable) throw this.#unwritable;
    const { only, confirm, scrubbed } = this.#kind;
    /** @type {Entry} */
    const entry = { jobId, status, reason, at: new Date().toISOString() };
    if (reason === "filtered") entry.only = only;
    // The state alone would not tell: --only asks for one too, before the cancellation.
    if (confirm && status === "fulfilled") entry.confirmed = true;
    if (job) entry.job = scrubbed(job.status);
    if (error) entry.error = scrubbed(error.message);
    this.write(`${JSON.stringify(entry)}\n`);
    this.#unsynced += 1;
    this.#syncing ??= this.#sync();
    if (this.#failure) throw this.#failure;
  }

  /** Resolves at once, unless the disk lags far behind. */
  async room() {
    while (this.#unsynced > UNSYNCED) await this.#syncing;
  }

  /** Everything is on the disk, or this throws. */
  async close() {
    if (this.#fd === undefined) return;
    while (this.#syncing) await this.#syncing;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      closeSync(fd);
    } catch (error) {
      // A network's file system may tell only now.
      this.#failure ??= this.#error(error);
    }
    if (this.#failure) throw this.#failure;
  }

  /**
   * Appends text as it is, whole or not at all as far as the system goes.
   * @param {string} text
   */
  write(text) {
    const bytes = Buffer.from(text);
    const fd = /** @type {number} */ (this.#fd);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    } catch (error) {
      this.#unwritable = this.#error(error);
      throw this.#unwritable;
    }
  }

  /** @param {unknown} error */
  #error(error) {
    return new Error(`--journal ${this.#file} can't be written: ${reason(error)}`);
  }

  /** One sync covers all that was written before it began: the next begins when it is done. */
  async #sync() {
    // What settles in the same tick shares a sync.
    await new Promise(setImmediate);
    const covered = this.#unsynced;
    const fd = /** @type {number} */ (this.#fd);
    /** @type {NodeJS.ErrnoException | null} */
    const error = await new Promise((resolve) => fdatasync(fd, resolve));
    // What has no disk behind it, such as a terminal, needs no sync.
    if (error && !["EINVAL", "ENOTSUP"].includes(error.code ?? ""))
      this.#failure = this.#error(error);
    this.#unsynced -= covered;
    this.#syncing = this.#unsynced > 0 ? this.#sync() : undefined;
  }
}

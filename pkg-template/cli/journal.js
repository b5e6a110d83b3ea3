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
import { grouped, plain, start } from "./format.js";
import { messageOf, reason, UsageError } from "./options.js";

/**
 * What decides which jobs of a journal are done. A server's text is written only after `scrubbed`; `note` tells people something.
 *
 * @typedef {object} Kind
 * @property {string} baseUrl
 * @property {string} [only]
 * @property {boolean} [confirm]
 * @property {(text: string) => string} scrubbed
 * @property {(text: string) => void} note
 */

/**
 * A line of a journal; one that is read may have anything in its fields.
 * @typedef {{
 *   jobId?: unknown, status?: string, reason?: string, only?: string, confirmed?: boolean, at?: string, job?: string,
 *   error?: string, journal?: string, baseUrl?: unknown,
 * }} Entry
 */

/**
 * The first line without its end: a kill may leave only a part of it. The pattern finds any journal's base URL, even in a part.
 * @param {string} baseUrl
 */
const header = (baseUrl) => JSON.stringify({ journal: "pulse-wasm", version: 1, baseUrl });
const ANY = /^\{"journal":"pulse-wasm","version":1,"baseUrl":"([^"\n]*)/;

/** How much of a file is read to find another journal's header. */
const START = 4096;

/** In characters. A longer line is not ours, and reading it whole would take memory without bound. */
const LONGEST = 64 << 10;

/** The most characters of a state that is written: a line of ours stays far below the longest. */
const MOST_STATE = 256;

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
  const missing = fd === undefined ? "" : await load(file, fd, done, kind);
  const journal = new Journal(file, readOnly ? undefined : fd, done, kind);
  try {
    // A journal that can't be written must be noticed before anything is sent.
    if (!readOnly) journal.write(missing);
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
    // Opening or writing a pipe may block for ever, and no signal would be handled meanwhile.
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
 * Reads which jobs are done. Returns what must be appended first, so that the next entry begins on a line of its own.
 * @param {string} file
 * @param {number} fd
 * @param {FingerprintSet} done
 * @param {Kind} kind
 */
async function load(file, fd, done, kind) {
  const { baseUrl } = kind;
  const own = header(baseUrl);
  const { size } = fstatSync(fd);
  const bytes = Buffer.alloc(Math.min(size, Math.max(own.length + 2, START)));
  readSync(fd, bytes, 0, bytes.length, 0);
  // An editor on Windows may add a byte order mark, and carriage returns at the ends of lines.
  const head = bytes.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  const [first, isWhole] = [head.split(/\r?\n|\r$/, 1)[0], head.includes("\n")];
  if (isWhole ? first !== own : !own.startsWith(first)) {
    const other = ANY.exec(head)?.[1];
    if (other !== undefined) throw foreign(file, other, baseUrl);
    throw new UsageError(`--journal ${file} is another kind of file; a journal begins with ${own}`);
  }
  // The first line was torn by a kill.
  if (!isWhole) {
    if (size === 0) syncFolder(file);
    return `${own.slice(first.length)}\n`;
  }
  /** @param {string} line */
  const take = (line) => {
    const other = note(line, done, kind);
    if (other !== undefined) throw foreign(file, other, baseUrl);
  };
  let [rest, isLong, long] = ["", false, 0];
  for await (const chunk of createReadStream(file, { encoding: "utf8", start: own.length })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (isLong || line.length > LONGEST) long += 1;
      else take(line);
      isLong = false;
    }
    // What is known to be too long is not kept.
    if (isLong || rest.length > LONGEST) [rest, isLong] = ["", true];
  }
  if (isLong) long += 1;
  // The last line may be torn: it counts if only its line break is missing.
  take(rest);
  if (long > 0)
    kind.note(`ignored lines of --journal ${file} that are longer than 64 KiB: ${grouped(long)}`);
  return rest === "" && !isLong ? "" : "\n";
}

/**
 * A job done at one API is not done at another.
 * @param {string} file
 * @param {string} other
 * @param {string} baseUrl
 */
function foreign(file, other, baseUrl) {
  return new UsageError(
    `--journal ${file} belongs to runs against ${other}, but this run is against ${baseUrl}: use another journal`,
  );
}

/**
 * Syncs the folder, so that a new file's name is on the disk. Windows can't sync folders, and does not need to.
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
 * Reads one line. A torn one is ignored: its job is cancelled again, which does no harm. Returns the base URL of another run's
 * header, which is here if that run created the same file at the same moment.
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
 * Whether a job is done. One that failed is not, nor one that other --only states left out, nor under --confirm one whose end
 * was not confirmed.
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
   * Why a line could not be written.
   * @type {Error | undefined}
   */
  #unwritable;
  /**
   * Why what was written could not be synced.
   * @type {Error | undefined}
   */
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

  /** How many jobs are done. */
  get size() {
    return this.#done.size;
  }

  /** @param {string} id */
  isDone = (id) => this.#done.has(id);

  /**
   * Appends an outcome. When this returns the system has it, so that a kill can't lose it. Throws if it can't be written, or if
   * an earlier one could not be synced.
   * @param {import("./report.js").Outcome} outcome
   */
  add({ jobId, status, reason, error, job }) {
    if (this.#fd === undefined) return;
    // After a line that a full disk cut off, the next would be lost with it.
    if (this.#unwritable) throw this.#unwritable;
    const { only, confirm, scrubbed } = this.#kind;
    /** @type {Entry} */
    const entry = { jobId, status, reason, at: new Date().toISOString() };
    if (reason === "filtered") entry.only = only;
    // The job's state does not show that: --only reads one before the cancellation.
    if (confirm && status === "fulfilled") entry.confirmed = true;
    if (job) entry.job = start(scrubbed(job.status), MOST_STATE);
    if (error) entry.error = scrubbed(messageOf(error));
    this.write(`${plain(JSON.stringify(entry))}\n`);
    this.#unsynced += 1;
    this.#syncing ??= this.#sync();
    if (this.#failure) throw this.#failure;
  }

  /** Resolves at once, unless too much waits to be synced. */
  async room() {
    while (this.#unsynced > UNSYNCED) await this.#syncing;
  }

  /** Syncs and closes the file; throws if anything could not be synced. */
  async close() {
    if (this.#fd === undefined) return;
    while (this.#syncing) await this.#syncing;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      closeSync(fd);
    } catch (error) {
      // A network file system may report a failed write only now.
      this.#failure ??= this.#error(error);
    }
    if (this.#failure) throw this.#failure;
  }

  /**
   * Appends text as it is.
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

  /** One sync covers all that was written before it began; the next one begins when it is done. */
  async #sync() {
    // Outcomes of the same tick share a sync.
    await new Promise(setImmediate);
    const covered = this.#unsynced;
    const fd = /** @type {number} */ (this.#fd);
    /** @type {NodeJS.ErrnoException | null} */
    const error = await new Promise((resolve) => fdatasync(fd, resolve));
    // What can't be synced, such as a terminal, need not be.
    if (error && !["EINVAL", "ENOTSUP"].includes(error.code ?? ""))
      this.#failure = this.#error(error);
    this.#unsynced -= covered;
    this.#syncing = this.#unsynced > 0 ? this.#sync() : undefined;
  }
}

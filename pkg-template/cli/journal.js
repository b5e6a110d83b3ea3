// The journal of a run: every outcome appended as it settles, and read again by the next run.
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
import { reason, UsageError } from "./options.js";

const HEADER = '{"journal":"pulse-wasm","version":1}\n';

/** Lines that may wait for the disk before the run waits too. */
const UNSYNCED = 1024;

/**
 * Opens a journal, making it if need be; `readOnly` leaves no trace of the run, and no text of a server is written but
 * `scrubbed`.
 */
export async function openJournal(file, only, readOnly, scrubbed) {
  const fd = opened(file, readOnly ? "r" : "a+");
  const done = new FingerprintSet();
  const before = fd === undefined ? "" : await load(file, fd, done, only);
  const journal = new Journal(file, readOnly ? undefined : fd, done, only, scrubbed);
  try {
    // A journal that can't be written is found out before anything is sent.
    if (!readOnly) journal.write(before);
  } catch (error) {
    throw new UsageError(error.message);
  }
  return journal;
}

function opened(file, flags) {
  try {
    // To open or write a pipe may block for ever, and no signal would be heard meanwhile.
    if (statSync(file, { throwIfNoEntry: false })?.isFIFO())
      throw { code: "it is a pipe, and no later run could read it" };
    return openSync(file, flags);
  } catch (error) {
    // To look at a run that has not begun there need be no journal.
    if (flags === "r" && error.code === "ENOENT") return undefined;
    throw new UsageError(`--journal ${file} can't be opened: ${reason(error)}`);
  }
}

/** Reads what is done. Returns what must be appended so that a new line begins a line. */
async function load(file, fd, done, only) {
  const { size } = fstatSync(fd);
  const start = Buffer.alloc(Math.min(size, HEADER.length));
  readSync(fd, start, 0, start.length, 0);
  const head = start.toString("latin1");
  if (!HEADER.startsWith(head)) {
    throw new UsageError(
      `--journal ${file} is another kind of file; a journal begins with ${HEADER.trim()}`,
    );
  }
  // Killed before the first line was whole, it is completed.
  if (size < HEADER.length) {
    if (size === 0) syncFolder(file);
    return HEADER.slice(head.length);
  }
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8", start: HEADER.length })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) note(line, done, only);
  }
  // The last line may be torn: it counts only if all of it but its end is there.
  note(rest, done, only);
  return rest === "" ? "" : "\n";
}

/** Puts a new file's name on the disk, where a folder can be synced; Windows can't, and needs not. */
function syncFolder(file) {
  try {
    const fd = openSync(dirname(file), "r");
    fsyncSync(fd);
    closeSync(fd);
  } catch {
    // The journal still survives a kill.
  }
}

/** Takes in one line. A torn one is passed over: its job is asked again, which does no harm. */
function note(line, done, only) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return;
  }
  if (typeof entry?.jobId === "string" && settled(entry, only)) done.add(entry.jobId);
}

/** Whether a job needs no second asking: a failure does, and one that was left out by other --only states. */
function settled({ status, reason, only: then }, only) {
  if (status === "fulfilled") return true;
  if (status !== "skipped") return false;
  return reason === "missing" || (reason === "filtered" && then === only?.join());
}

class Journal {
  #file;
  #fd;
  #done;
  #only;
  #scrubbed;
  #unsynced = 0;
  #syncing;
  /** Why a line could not be written, or what was written could not be put on the disk. */
  #unwritable;
  #failure;

  constructor(file, fd, done, only, scrubbed) {
    this.#file = file;
    this.#fd = fd;
    this.#done = done;
    this.#only = only?.join();
    this.#scrubbed = scrubbed;
  }

  /** How many jobs it has as done. */
  get size() {
    return this.#done.size;
  }

  isDone = (id) => this.#done.has(id);

  /**
   * Appends an outcome. It is with the system when this returns, so that a kill can't lose it. Throws where that can't
   * be done, or where it turns out that what came before is not on the disk.
   */
  add({ jobId, status, reason, error, job }) {
    if (this.#fd === undefined) return;
    // Behind a line that was cut off by a full disk another would be lost with it.
    if (this.#unwritable) throw this.#unwritable;
    const entry = { jobId, status, reason, at: new Date().toISOString() };
    if (reason === "filtered") entry.only = this.#only;
    if (job) entry.job = this.#scrubbed(job.status);
    if (error) entry.error = this.#scrubbed(error.message);
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

  /** Appends text as it is, whole or not at all as far as the system goes. */
  write(text) {
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      this.#unwritable = this.#error(error);
      throw this.#unwritable;
    }
  }

  #error(error) {
    return new Error(`--journal ${this.#file} can't be written: ${reason(error)}`);
  }

  /** One sync covers all that was written before it began: the next begins when it is done. */
  async #sync() {
    // What settles in the same tick shares a sync.
    await new Promise(setImmediate);
    const covered = this.#unsynced;
    const error = await new Promise((resolve) => fdatasync(this.#fd, resolve));
    // What has no disk behind it, such as a terminal, needs no sync.
    if (error && !["EINVAL", "ENOTSUP"].includes(error.code)) this.#failure = this.#error(error);
    this.#unsynced -= covered;
    this.#syncing = this.#unsynced > 0 ? this.#sync() : undefined;
  }
}

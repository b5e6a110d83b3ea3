// The two streams: lines on stdout, everything else on stderr, with a bar that stays below both.
import { Buffer } from "node:buffer";
import { fstatSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers";
import { plain } from "./format.js";
import { reason } from "./options.js";

/** @typedef {"red" | "green" | "yellow" | "cyan" | "dim" | "bold"} Colour */
/** @typedef {(colour: Colour | undefined, text: string) => string} Paint */

/**
 * A part of a line: a text, or a text with its colour.
 * @typedef {string | [colour: Colour | undefined, text: string]} Piece
 */

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 };

/** How many characters may be buffered for stdout before the run pauses. */
const MOST_HELD = 1 << 18;

/**
 * Colours are for terminals, unless NO_COLOR (no-color.org) or else FORCE_COLOR says otherwise.
 * @param {NodeJS.WriteStream} stream
 * @param {NodeJS.ProcessEnv} env
 */
function coloured(stream, { NO_COLOR, FORCE_COLOR, TERM }) {
  if (NO_COLOR) return false;
  // As other commands read it: 0 and false turn colours off.
  if (FORCE_COLOR) return !["0", "false"].includes(FORCE_COLOR);
  return Boolean(stream.isTTY) && TERM !== "dumb";
}

/**
 * @param {boolean} on
 * @returns {Paint}
 */
function painter(on) {
  return (colour, text) => (on && colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/**
 * Whether a stream is a file. Node writes to files synchronously, but takes a partial write for a whole one.
 * @param {{ fd?: number, isTTY?: boolean }} stream
 */
function isFile({ fd, isTTY }) {
  if (typeof fd !== "number" || isTTY) return false;
  try {
    const stats = fstatSync(fd);
    return stats.isFile() || stats.isCharacterDevice();
  } catch {
    // Without stats it is written to like any other stream.
    return false;
  }
}

/** Where the command writes to. */
export class Output {
  /** Whether nothing more can be written to stdout. It is not an error if its reader has gone. */
  closed = false;
  /**
   * Any other error of stdout; below, what to do when there is one.
   * @type {unknown}
   */
  failure;
  onFailure = () => {};
  #key = "";
  #toFile;
  /** How many characters stdout has not written yet; below, what those who wait for it share. */
  #held = 0;
  /** @type {Promise<void> | undefined} */
  #room;
  #makeRoom = () => {};
  #process;
  #paint;
  #waiting = { stdout: "", stderr: "" };
  #planned = false;
  #bar = "";
  #drawn = false;

  /** @param {NodeJS.Process} process */
  constructor(process) {
    this.#process = process;
    const { stdout, stderr, env } = process;
    this.#paint = {
      stdout: painter(coloured(stdout, env)),
      stderr: painter(coloured(stderr, env)),
    };
    /** Whether a bar can be drawn. */
    this.live = Boolean(stderr.isTTY) && env.TERM !== "dumb";
    this.#toFile = isFile(stdout);
    stdout.on("error", (error) => this.#lost(error));
    stderr.on("error", () => {});
  }

  /**
   * From now on the key is scrubbed.
   * @param {string} key
   */
  hide(key) {
    this.#key = key;
  }

  /**
   * A text without the key.
   * @param {string} text
   */
  scrubbed = (text) => (this.#key === "" ? text : String(text).replaceAll(this.#key, "[key]"));

  /** @type {Paint} */
  paintBar = (colour, text) => this.#paint.stderr(colour, text);

  get columns() {
    return this.#process.stderr.columns || 80;
  }

  /** Whether lines are held for whoever reads stdout, and would be lost with the process. */
  get untold() {
    return !this.closed && this.#held + this.#waiting.stdout.length > 0;
  }

  /**
   * A line of the result.
   * @param {Piece[]} pieces
   */
  line(...pieces) {
    this.#add("stdout", pieces);
  }

  /**
   * A line on stderr: progress, or an explanation.
   * @param {Piece[]} pieces
   */
  note(...pieces) {
    this.#add("stderr", pieces);
  }

  /**
   * A question, which is answered on its line.
   * @param {string} text
   */
  ask(text) {
    this.flush();
    this.#process.stderr.write(plain(this.scrubbed(text)));
  }

  /**
   * Redraws the bar, or removes it if the text is empty.
   * @param {string} text
   */
  bar(text) {
    this.#bar = text;
    this.flush();
  }

  /** Writes the lines collected so far. Those of one tick go out together, so that the bar is not redrawn for each. */
  flush() {
    this.#planned = false;
    const { stderr } = this.#process;
    const clear = this.#drawn ? "\r\u001b[K" : "";
    const { stdout: lines, stderr: notes } = this.#waiting;
    this.#waiting = { stdout: "", stderr: "" };
    if (lines && !this.closed) {
      if (clear) stderr.write(clear);
      this.#write(lines);
      stderr.write(notes + this.#bar);
    } else if (clear || notes || this.#bar) {
      stderr.write(clear + notes + this.#bar);
    }
    this.#drawn = this.#bar !== "";
  }

  /** Resolves at once, unless stdout's reader lags behind. */
  async room() {
    if (this.closed || this.#held + this.#waiting.stdout.length < MOST_HELD) return;
    // All who wait share one promise.
    this.#room ??= new Promise((resolve) => {
      this.#makeRoom = resolve;
    });
    await this.#room;
  }

  /** Resolves when all of it has left the process. */
  async drained() {
    this.flush();
    const { stdout, stderr } = this.#process;
    for (const stream of [stdout, stderr]) await new Promise((done) => stream.write("", done));
  }

  /**
   * @param {"stdout" | "stderr"} stream
   * @param {Piece[]} pieces
   */
  #add(stream, pieces) {
    if (stream === "stdout" && this.closed) return;
    for (const piece of pieces) {
      const [colour, text] = typeof piece === "string" ? [undefined, piece] : piece;
      // On stdout the report scrubs what a server says; an id stays as it was given, even with the key in it.
      const shown = stream === "stdout" ? text : this.scrubbed(text);
      this.#waiting[stream] += this.#paint[stream](colour, plain(shown));
    }
    this.#waiting[stream] += "\n";
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => this.flush());
  }

  /** @param {string} lines */
  #write(lines) {
    const { stdout } = this.#process;
    try {
      if (!this.#toFile) {
        this.#held += lines.length;
        return void stdout.write(lines, () => this.#passed(lines.length));
      }
      const bytes = Buffer.from(lines);
      for (let at = 0; at < bytes.length; ) at += writeSync(stdout.fd, bytes, at);
      this.#passed(0);
    } catch (error) {
      this.#lost(error);
    }
  }

  /**
   * Bun's stdout does not report how much it has buffered, so that is counted here.
   * @param {number} length
   */
  #passed(length) {
    this.#held -= length;
    if (this.#held >= MOST_HELD && !this.closed) return;
    this.#room = undefined;
    this.#makeRoom();
  }

  /** @param {unknown} error */
  #lost(error) {
    if (this.closed) return;
    this.closed = true;
    this.#passed(0);
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EPIPE") return;
    this.failure = error;
    this.note(`pulse-wasm: cannot write to stdout: ${reason(error)}`);
    this.onFailure();
  }
}

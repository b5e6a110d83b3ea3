// The two streams: lines on stdout, everything else on stderr, with a bar that stays below both.
import { setImmediate } from "node:timers";

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 };

/** No colour where NO_COLOR says so (no-color.org), nor where nobody looks. */
function coloured(stream, env) {
  return Boolean(stream.isTTY) && !env.NO_COLOR && env.TERM !== "dumb";
}

function painter(on) {
  return (colour, text) => (on && colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/** Where the command writes to. */
export class Output {
  /** Whoever read stdout has gone; that is no error, there is only nothing more to say. */
  closed = false;
  #process;
  #waiting = { stdout: "", stderr: "" };
  #planned = false;
  #bar = "";
  #drawn = false;

  constructor(process) {
    this.#process = process;
    const { stdout, stderr, env } = process;
    this.paint = painter(coloured(stdout, env));
    this.paintError = painter(coloured(stderr, env));
    /** Whether a bar can be drawn. */
    this.live = Boolean(stderr.isTTY) && env.TERM !== "dumb";
    stdout.on("error", (error) => this.#lost(error));
    stderr.on("error", () => {});
  }

  get columns() {
    return this.#process.stderr.columns || 80;
  }

  /** A line of the result. */
  line(text) {
    this.#add("stdout", text);
  }

  /** A line for whoever looks on. */
  note(text) {
    this.#add("stderr", text);
  }

  /** Draws the bar anew, or takes it away. */
  bar(text) {
    this.#bar = text;
    this.flush();
  }

  /** Writes what has gathered. Lines of one tick go out together, so that a bar is not redrawn for each. */
  flush() {
    this.#planned = false;
    const { stdout, stderr } = this.#process;
    const clear = this.#drawn ? "\r\u001b[K" : "";
    const { stdout: lines, stderr: notes } = this.#waiting;
    this.#waiting = { stdout: "", stderr: "" };
    if (lines && !this.closed) {
      if (clear) stderr.write(clear);
      stdout.write(lines);
      stderr.write(notes + this.#bar);
    } else if (clear || notes || this.#bar) {
      stderr.write(clear + notes + this.#bar);
    }
    this.#drawn = this.#bar !== "";
  }

  /** Resolves at once, unless whoever reads stdout lags behind. */
  async room() {
    const { stdout } = this.#process;
    if (this.closed || stdout.writableLength < 1 << 18) return;
    await new Promise((resolve) => {
      for (const event of ["drain", "close", "error"]) stdout.once(event, resolve);
    });
  }

  /** Resolves when all of it has left the process. */
  async drained() {
    this.flush();
    const { stdout, stderr } = this.#process;
    for (const stream of [stdout, stderr]) await new Promise((done) => stream.write("", done));
  }

  #add(stream, text) {
    if (stream === "stdout" && this.closed) return;
    this.#waiting[stream] += `${text}\n`;
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => this.flush());
  }

  #lost(error) {
    if (error.code !== "EPIPE") this.note(`pulse-wasm: stdout can't be written: ${error.code}`);
    this.closed = true;
  }
}

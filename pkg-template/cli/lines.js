// Job ids from a stream of text, one per line, in constant memory.
import { reason, UsageError } from "./options.js";

/** No URL takes an id this long; without a limit a file of one endless line would be read whole. */
const LONGEST = 8192;

/** Reads lines one by one, and knows how far it is. */
export class LineReader {
  /** Lines and characters handed out so far. */
  line = 0;
  position = 0;
  #name;
  #lines;

  /**
   * @param {AsyncIterable<Uint8Array>} stream
   * @param {string} name for people
   */
  constructor(stream, name) {
    this.#name = name;
    this.#lines = this.#split(stream);
  }

  /** The next line as it stands, without its end; undefined after the last. */
  async nextLine() {
    const { done, value } = await this.#lines.next();
    return done ? undefined : value;
  }

  /** The next id; undefined after the last. */
  async next() {
    for (;;) {
      const line = await this.nextLine();
      if (line === undefined) return undefined;
      // It takes away a byte order mark too.
      const text = line.trim();
      if (text !== "" && text[0] !== "#") return text;
    }
  }

  /** @param {AsyncIterable<Uint8Array>} stream */
  async *#split(stream) {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let rest = "";
    for await (const chunk of this.#read(stream)) {
      const text = rest + this.#decode(decoder, chunk);
      // A carriage return at the end may be half of a line's end.
      const whole = text.endsWith("\r") ? text.length - 1 : text.length;
      const lines = text.slice(0, whole).split(/\r\n?|\n/);
      const last = lines.pop() ?? "";
      rest = last + text.slice(whole);
      for (const line of lines) yield this.#count(line);
      if (last.length > LONGEST) this.#count(last);
    }
    rest += this.#decode(decoder);
    if (rest !== "") yield this.#count(rest.replace(/\r$/, ""));
  }

  /** @param {AsyncIterable<Uint8Array>} stream */
  async *#read(stream) {
    try {
      yield* stream;
    } catch (error) {
      throw new UsageError(`${this.#name} can't be read after line ${this.line}: ${reason(error)}`);
    }
  }

  /**
   * @param {TextDecoder} decoder
   * @param {Uint8Array} [chunk]
   */
  #decode(decoder, chunk) {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new UsageError(
        `${this.#name} is not UTF-8 text, some way after line ${this.line}; save it as UTF-8`,
      );
    }
  }

  /** @param {string} line */
  #count(line) {
    this.line += 1;
    this.position += line.length + 1;
    if (line.includes("\0")) {
      throw new UsageError(
        `line ${this.line} of ${this.#name} has a NUL character, which no job id has; if the file is UTF-16, save it as UTF-8`,
      );
    }
    if (line.length > LONGEST) {
      throw new UsageError(
        `line ${this.line} of ${this.#name} is longer than ${LONGEST} characters; there should be one job id per line`,
      );
    }
    return line;
  }
}

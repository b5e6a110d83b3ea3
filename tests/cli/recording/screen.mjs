// As much of a terminal as the command uses: scrolling lines, a line that is redrawn, colours.

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is steered by these
const STEPS = /\u001b\[(\d*)([mK])|\r\n|[\r\n]|[^\u001b\r\n]+/g;

/** A screen of so many rows; each row is a list of `{ text, colour }`. */
export class Screen {
  #rows;
  #lines = [[]];
  #colour = "";
  #begin = false;

  constructor(rows) {
    this.#rows = rows;
  }

  write(text) {
    for (const [step, number, kind] of text.matchAll(STEPS)) {
      if (kind === "m") this.#colour = number === "0" ? "" : number;
      else if (kind === "K") this.#erase();
      else if (step === "\r") this.#begin = true;
      else if (step.includes("\n")) this.#lines.push([]);
      else this.#put(step);
    }
  }

  /** The visible rows. */
  get rows() {
    return this.#lines.slice(-this.#rows);
  }

  #put(text) {
    this.#erase();
    this.#lines.at(-1).push({ text, colour: this.#colour });
  }

  /** The command moves to the start of a line only to redraw it. */
  #erase() {
    if (this.#begin) this.#lines[this.#lines.length - 1] = [];
    this.#begin = false;
  }
}

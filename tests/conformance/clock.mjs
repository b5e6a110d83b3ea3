// A fake clock: timers and times that move only when a case says so.

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  dateNow: Date.now,
  ownNow: Object.getOwnPropertyDescriptor(performance, "now"),
};

/** Node fires a longer timer immediately, and so does this clock. */
const LONGEST = 2_147_483_647;

/** One turn of the real event loop, whatever the clock says. */
export function turn() {
  if (real.setImmediate)
    return new Promise((resolve) => real.setImmediate.call(globalThis, resolve));
  if (!globalThis.MessageChannel) return new Promise((resolve) => realTimeout(resolve, 0));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

export const realTimeout = (work, milliseconds) =>
  real.setTimeout.call(globalThis, work, milliseconds);
export const clearRealTimeout = (timer) => real.clearTimeout.call(globalThis, timer);

export class Clock {
  /** 14 November 2023, 22:13:20 UTC. */
  wall = 1_700_000_000_000;
  elapsed = 1_000;
  /** How often the monotonic time was asked for. */
  asked = 0;
  timers = new Map();
  #number = 0;

  install() {
    globalThis.setTimeout = (work, delay = 0, ...rest) => {
      this.#number += 1;
      const wait = delay > LONGEST || !(delay >= 1) ? 1 : Math.trunc(delay);
      const timer = { number: this.#number, at: this.elapsed + wait, delay, work, rest };
      this.timers.set(timer.number, timer);
      return new Handle(timer.number);
    };
    globalThis.clearTimeout = (handle) => {
      this.timers.delete(handle instanceof Handle ? handle.number : handle);
    };
    // An own property hides the prototype's or, in Bun, replaces an own one; Node 18 refuses an assignment.
    const value = () => {
      this.asked += 1;
      return this.elapsed;
    };
    const now = { value, configurable: true };
    Object.defineProperty(performance, "now", now);
    Date.now = () => this.wall;
  }

  uninstall() {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    delete performance.now;
    if (real.ownNow) Object.defineProperty(performance, "now", real.ownNow);
    Date.now = real.dateNow;
  }

  /** Lets everything happen that takes no time. */
  async settle() {
    for (let i = 0; i < 3; i++) await turn();
  }

  get #next() {
    let next;
    for (const timer of this.timers.values()) if (!next || timer.at < next.at) next = timer;
    return next;
  }

  /** The time until the next timer, in milliseconds; undefined if none is set. */
  get untilNext() {
    return this.#next && this.#next.at - this.elapsed;
  }

  /** Moves time, firing each timer at its own time. */
  async advance(milliseconds) {
    const end = this.elapsed + milliseconds;
    await this.settle();
    for (;;) {
      const next = this.#next;
      if (!next || next.at > end) break;
      this.#move(next.at);
      this.timers.delete(next.number);
      next.work(...next.rest);
      await this.settle();
    }
    this.#move(end);
    await this.settle();
  }

  /** Moves time until `promise` settles, and returns how many milliseconds that took. */
  async run(promise, most = 10 * 60_000) {
    const begun = this.elapsed;
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await this.settle();
    while (!settled) {
      const next = this.#next;
      if (!next) throw new Error("nothing is left to wait for, and it has not settled");
      if (next.at - begun > most) throw new Error(`it has not settled within ${most} ms`);
      await this.advance(next.at - this.elapsed);
    }
    return this.elapsed - begun;
  }

  #move(to) {
    this.wall += to - this.elapsed;
    this.elapsed = to;
  }
}

class Handle {
  constructor(number) {
    this.number = number;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
}

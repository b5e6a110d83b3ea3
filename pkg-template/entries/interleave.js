// How a script holds the module's code: opcodes, and operands by kind, each in a stream of their own, where a compressor finds like
// beside like. It makes the bundle 5 % smaller. build/separate.mjs writes what this puts together again.

export const OPCODES = 0;
/** The local variables that a function declares. */
export const LOCALS = 1;
export const BLOCK = 2;
export const TABLE = 4;
/** The variable that an instruction names, as its place among those that were named last. */
export const LOCAL = 7;
export const ADDRESS = 9;
export const FLOAT = 12;
/** How many streams there are. */
export const STREAMS = 13;

/**
 * By opcode, the stream of its operand: C is 2, and so on. Operands that are always one zero byte are left out: they are taken for
 * another instruction, the one with the opcode 0.
 */
export const OPERANDS = `..CCC.......DDE.FG..............HHHII...${"J".repeat(23)}..KL.M`;

/**
 * The bytes of the module. One loop over typed arrays: it runs once, before an engine has optimised it.
 * @param {Uint8Array} bytes what comes before the functions, the streams, and what comes after the functions
 * @param {number[]} starts where in the bytes each stream starts, and what comes after them
 */
export function interleave(bytes, starts) {
  const module = new Uint8Array(2 * bytes.length);
  const next = [...starts];
  let [opcodes] = starts;
  let at = opcodes;
  module.set(bytes.subarray(0, at));
  // Of the bytes of a number only the last one is below 128 (LEB128).
  const numbers = (/** @type {number} */ stream, /** @type {number} */ count) => {
    for (let from = next[stream]; count; next[stream] = from) {
      const byte = bytes[from++];
      module[at++] = byte;
      if (byte < 128) count--;
    }
  };
  /** @type {number[]} */
  const recent = [];
  while (opcodes < starts[LOCALS]) {
    for (let local = 128; local--; ) recent[local] = local;
    at += 2;
    const start = at;
    numbers(LOCALS, 1 + 2 * bytes[next[LOCALS]]);
    for (let depth = 1; depth; ) {
      const opcode = bytes[opcodes++];
      module[at++] = opcode;
      const stream = OPERANDS.charCodeAt(opcode) - 65;
      if (opcode === 0x0b) depth--;
      if (opcode === 0xfc) module[at++] = bytes[opcodes++];
      if (stream === BLOCK) depth++;
      // Before an address comes a hint about its alignment, which engines do without: zero.
      if (stream === ADDRESS) at++;
      if (stream === FLOAT) for (let left = 8; left--; ) module[at++] = bytes[next[FLOAT]++];
      else if (stream > 0) numbers(stream, stream === TABLE ? 2 + bytes[next[TABLE]] : 1);
      if (stream === LOCAL) {
        let place = module[at - 1];
        const local = recent[place];
        for (; place; place--) recent[place] = recent[place - 1];
        recent[0] = local;
        module[at - 1] = local;
      }
    }
    // The function's size, in two bytes or in one.
    const size = at - start;
    module[start - 2] = size | 128;
    module[start - 1] = size > 127 ? size >> 7 : size;
    if (size < 128) module.copyWithin(start - 2, start - 1, at--);
  }
  const rest = bytes.subarray(starts[STREAMS]);
  module.set(rest, at);
  return module.subarray(0, at + rest.length);
}

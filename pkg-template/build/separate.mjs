// Takes the module's code apart, into what entries/interleave.js puts together again.
import {
  ADDRESS,
  BLOCK,
  FLOAT,
  interleave,
  LOCAL,
  LOCALS,
  OPCODES,
  OPERANDS,
  STREAMS,
  TABLE,
} from "../entries/interleave.js";

const CODE_SECTION = 10;

/**
 * What interleave takes. The module loses its alignments, so that it is also what interleave gives.
 * @param {Uint8Array} module
 */
export function separate(module) {
  /** @type {number[][]} */
  const streams = Array.from({ length: STREAMS }, () => []);
  let at = 8;
  /** Reads a number (LEB128). */
  const read = (/** @type {number[]} */ into = []) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      into.push(byte);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (module[at++] !== CODE_SECTION) at = read() + at;
  const end = read() + at;
  const count = read();
  const head = module.subarray(0, at);
  for (let left = count; left--; ) {
    read();
    const recent = Array.from({ length: 128 }, (_, index) => index);
    for (let numbers = 2 * read(streams[LOCALS]); numbers--; ) read(streams[LOCALS]);
    for (let depth = 1; depth; ) {
      const opcode = module[at++];
      streams[OPCODES].push(opcode);
      const stream = OPERANDS.charCodeAt(opcode) - 65;
      if (opcode === 0x0b) depth--;
      if (opcode === 0xfc) streams[OPCODES].push(module[at++]);
      if (stream === BLOCK) depth++;
      if (stream === ADDRESS) module[at++] = 0;
      if (stream === LOCAL) {
        const place = recent.indexOf(module[at++]);
        streams[LOCAL].push(place);
        recent.unshift(...recent.splice(place, 1));
      } else if (stream === FLOAT) {
        streams[FLOAT].push(...module.subarray(at, at + 8));
        at += 8;
      } else if (stream === TABLE) {
        for (let targets = read(streams[TABLE]) + 1; targets--; ) read(streams[TABLE]);
      } else if (stream > 0) read(streams[stream]);
    }
  }
  const parts = [head, ...streams.map((stream) => Uint8Array.from(stream)), module.subarray(end)];
  const starts = parts.map((_, index) => Buffer.concat(parts.slice(0, index)).length).slice(1);
  const bytes = Buffer.concat(parts);
  if (at !== end || Buffer.compare(interleave(bytes, starts), module) !== 0)
    throw new Error(
      "the module has what entries/interleave.js does not know: an instruction, or a function over 16 KiB",
    );
  return { bytes, starts };
}

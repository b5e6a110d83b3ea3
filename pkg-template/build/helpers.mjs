// What the glue's functions share, in place of wasm-bindgen's own: what no supported runtime needs is not here, and one function
// passes strings. glue.mjs takes it as text, into the function that the glue becomes, and names the module's `malloc`.
/** @type {any} */
let wasm;
/** @param {any} exports */
export function __wbg_set_wasm(exports) {
  wasm = exports;
}

/**
 * JavaScript's values by the numbers that the module has for them. Those below 1024 are lent, a stack that grows downwards; of those
 * that are free, each has the number of the next.
 * @type {any[]}
 */
const heap = [...Array(1024), undefined, null, true, false];
let free = heap.length;
let lent = 1024;

/** @param {unknown} value */
export function addHeapObject(value) {
  const index = free;
  free = heap[index] ?? index + 1;
  heap[index] = value;
  return index;
}

/** @param {unknown} value */
export function addBorrowedObject(value) {
  heap[--lent] = value;
  return lent;
}

/** Takes back what was lent last. */
export function takeBack() {
  heap[lent++] = undefined;
}

/** @param {number} index */
export function takeObject(index) {
  const value = heap[index];
  // The four constants stay.
  if (index > 1027) {
    heap[index] = free;
    free = index;
  }
  return value;
}

/**
 * Calls a method of an object in the module.
 * @param {Function} method
 * @param {{ __wbg_ptr: number }} self
 * @param {unknown} first
 * @param {unknown} second
 */
export function lend(method, self, first, second) {
  try {
    return takeObject(method(self.__wbg_ptr, addBorrowedObject(first), addBorrowedObject(second)));
  } finally {
    takeBack();
    takeBack();
  }
}

let bytes = new Uint8Array();
/** @type {Int32Array} */
let words;

/** Sees to it that they are the module's memory, which is another buffer once it has grown. No address comes near 2^31. */
function look() {
  const { buffer } = wasm.memory;
  if (bytes.buffer !== buffer) {
    bytes = new Uint8Array(buffer);
    words = new Int32Array(buffer);
  }
}

// Nobody has so much text decoded, 2 GiB, that Safari's decoders do not survive it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * @param {number} start
 * @param {number} length
 */
export function getStringFromWasm0(start, length) {
  look();
  return decoder.decode(bytes.subarray(start, start + length));
}

/**
 * Writes to an address where a string's copy is, and how long; 0 for none.
 * @param {number} address
 * @param {string | null | undefined} text
 */
export function giveString(address, text) {
  let start = 0;
  let length = 0;
  let codes;
  if (text != null) {
    // For what is short, as nearly all is, faster than an encoder.
    codes = /[^ -~]/.test(text) && new TextEncoder().encode(text);
    length = (codes || text).length;
    start = wasm.malloc(length, 1);
  }
  look();
  for (let index = 0; index < length; index++)
    bytes[start + index] = codes ? codes[index] : /** @type {string} */ (text).charCodeAt(index);
  words[address / 4] = start;
  words[address / 4 + 1] = length;
}

/**
 * Frees objects that are no longer reachable. An old workerd has no registry.
 * @param {(address: number, by: number) => void} release
 */
export const finalization = (release) =>
  globalThis.FinalizationRegistry &&
  new FinalizationRegistry((/** @type {number} */ address) => {
    try {
      release(address, 1);
    } catch {
      // It would end a process, and after a trap it may throw.
    }
  });

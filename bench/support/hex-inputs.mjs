/** Inputs of the merge bench: the same bytes at every run. */

const EOF = ':00000001FF\r\n';

/**
 * A dense image as Intel HEX with records of 16 bytes and CRLF, as most linkers' tools write it.
 * @param {number} address a multiple of 16
 * @param {number} size in bytes, a multiple of 16
 * @returns {string}
 */
export function denseHex(address, size) {
  const random = generator(address);
  const lines = [];
  for (let at = address; at < address + size; at += 16) {
    if (at === address || at % 0x10000 === 0) lines.push(pageRecord(at));
    lines.push(record(0, at & 0xffff, Buffer.from(Array.from({ length: 16 }, random))));
  }
  return lines.join('') + EOF;
}

/**
 * One-byte records, each `step` bytes after the one before.
 * @param {number} address of the first
 * @param {number} count
 * @param {number} step
 * @returns {string}
 */
export function fragmentsHex(address, count, step) {
  const random = generator(address);
  const lines = [];
  let page = -1;
  for (let index = 0; index < count; index += 1) {
    const at = address + index * step;
    if (Math.floor(at / 0x10000) !== page) lines.push(pageRecord(at));
    page = Math.floor(at / 0x10000);
    lines.push(record(0, at & 0xffff, Buffer.of(random())));
  }
  return lines.join('') + EOF;
}

/** @param {number} address */
function pageRecord(address) {
  return record(4, 0, Buffer.of(address >>> 24, (address >>> 16) & 0xff));
}

/**
 * @param {number} type
 * @param {number} address
 * @param {Buffer} data
 */
function record(type, address, data) {
  const bytes = Buffer.alloc(5 + data.length);
  bytes.set([data.length, address >> 8, address & 0xff, type]);
  bytes.set(data, 4);
  bytes[4 + data.length] = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return `:${bytes.toString('hex').toUpperCase()}\r\n`;
}

/**
 * Pseudo-random bytes (a linear congruential generator).
 * @param {number} seed
 * @returns {() => number}
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

import { BYTE_OF_PAIR, NOT_HEX } from './hex-chars.js';
import {
  addressFieldError,
  afterEofError,
  noColonError,
  noEofError,
  overlapError,
  payloadError,
  recordError,
  startTwiceError,
  typeError,
  wrapError,
} from './intel-hex-defects.js';
import { assemble, extentsOf, type Memory, piecesOf } from './memory.js';
import type { Source } from './origin.js';
import type { Run } from './run.js';
import { RunBuilder } from './run-builder.js';
import { ADDRESS_END, imageOf, type SparseImage, type StartAddress } from './sparse-image.js';

const COLON = 0x3a;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

/** Characters of a record beside its data: colon, length, address, type, checksum. */
const FRAME = 11;

/** Data bytes of each record type but 00. */
const PAYLOAD_LENGTH: readonly (number | undefined)[] = [undefined, 0, 2, 4, 2, 4];

/**
 * Reads Intel HEX: record types 00 to 05, any record length, either case, lines ended by CRLF, LF or CR, blanks
 * around a record and blank lines. After a type 04 record data runs on past 64 KiB, as Intel's specification says;
 * without one, or in a segment, where it would wrap and tools disagree, it is IHEX_ADDRESS_WRAP.
 * The last base counts, of whichever type. The address field of records 01 to 05 must be 0. Errors, each with its line: IHEX_*.
 */
export function readIntelHex(bytes: Uint8Array, file: string): SparseImage {
  const source: Source = { file, kind: 'ihex' };
  const state: State = { source, base: 0, baseKind: 'none', starts: [], ended: false };
  // Each data byte takes two characters.
  const data = new Uint8Array(bytes.length >> 1);
  const builder = new RunBuilder(source);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = bytes.length;
  let used = 0;
  let line = 1;
  let at = 0;
  while (at < size) {
    const char = bytes[at]!;
    if (char === COLON && !state.ended) {
      if (at + FRAME > size) throw recordError(bytes, at, line, file);
      const count = byteAt(view, at + 1);
      const end = at + FRAME + 2 * count;
      if (end > size) throw recordError(bytes, at, line, file);
      const high = byteAt(view, at + 3);
      const low = byteAt(view, at + 5);
      const offset = (high << 8) | low;
      const type = byteAt(view, at + 7);
      const start = used;
      // NOT_HEX outweighs every sum of digits, so one test at the end finds a bad character anywhere.
      const sum =
        count + high + low + type + decode(view, at + 9, end - 2, data, used) + byteAt(view, end - 2);
      used += count;
      const rest = skipBlanks(bytes, end);
      if (sum >= NOT_HEX || (sum & 0xff) !== 0 || !endsLine(bytes, rest)) {
        throw recordError(bytes, at, line, file);
      }
      if (type === 0) builder.add(addressOf(state, offset, count, line), count, line);
      else {
        applyRecord(state, type, offset, data.subarray(start, used), line);
        used = start;
      }
      at = rest;
    } else if (char === LF || char === CR) {
      at += char === CR && bytes[at + 1] === LF ? 2 : 1;
      line += 1;
    } else if (char === SPACE || char === TAB) {
      at += 1;
    } else {
      throw state.ended ? afterEofError(line, file) : noColonError(bytes, at, line, file);
    }
  }
  if (!state.ended) throw noEofError(line, file);
  return imageOf(memoryOfRuns(builder.finish(), data.subarray(0, used)), state.starts);
}

interface State {
  readonly source: Source;
  base: number;
  baseKind: 'none' | 'segment' | 'linear';
  readonly starts: StartAddress[];
  ended: boolean;
}

function byteAt(view: DataView, at: number): number {
  return BYTE_OF_PAIR[view.getUint16(at)]!;
}

/** Turns digits into data bytes and gives their sum. */
function decode(view: DataView, from: number, end: number, data: Uint8Array, used: number): number {
  let sum = 0;
  for (let digit = from, to = used; digit < end; digit += 2, to += 1) {
    const value = BYTE_OF_PAIR[view.getUint16(digit)]!;
    sum += value;
    data[to] = value;
  }
  return sum;
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

function endsLine(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === CR || bytes[at] === LF;
}

/** Address of a data record's first byte. */
function addressOf(state: State, offset: number, count: number, line: number): number {
  const last = state.baseKind === 'linear' ? ADDRESS_END - state.base : 0x10000;
  if (count > 0 && offset + count > last) {
    throw wrapError(state.baseKind, state.base + offset, count, line, state.source.file);
  }
  return state.base + offset;
}

function applyRecord(state: State, type: number, offset: number, payload: Uint8Array, line: number): void {
  const { file } = state.source;
  const length = PAYLOAD_LENGTH[type];
  if (length === undefined) throw typeError(type, line, file);
  if (payload.length !== length) throw payloadError(type, payload.length, length, line, file);
  if (offset !== 0) throw addressFieldError(type, offset, line, file);
  const value = payload.reduce((word, byte) => word * 256 + byte, 0);
  if (type === 1) state.ended = true;
  else if (type === 2) setBase(state, 'segment', value * 16);
  else if (type === 4) setBase(state, 'linear', value * 0x10000);
  else
    addStart(state, {
      kind: type === 3 ? 'segment' : 'linear',
      value,
      origin: { source: state.source, line },
    });
}

function setBase(state: State, kind: State['baseKind'], base: number): void {
  state.baseKind = kind;
  state.base = base;
}

function addStart(state: State, start: StartAddress): void {
  const known = state.starts.find(({ kind }) => kind === start.kind);
  if (known === undefined) state.starts.push(start);
  else if (known.value !== start.value) throw startTwiceError(known, start);
}

/** File order serves as it is when it ascends; otherwise the runs are sorted, which shows any overlap. */
function memoryOfRuns(runs: readonly Run[], data: Uint8Array): Memory {
  if (ascends(runs)) return { data, runs, extents: extentsOf(runs) };
  return assemble(piecesOf({ data, runs, extents: [] }), { equalClashes: true, clash: overlapError });
}

function ascends(runs: readonly Run[]): boolean {
  return runs.every((run, index) => {
    const before = runs[index - 1];
    return before === undefined || before.address + before.length <= run.address;
  });
}

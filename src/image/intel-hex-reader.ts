import { BYTE_OF_PAIR, isHexDigit, NOT_HEX } from './hex-chars.js';
import {
  addressFieldError,
  eofAddressWarning,
  noColonError,
  noEofError,
  overlapError,
  payloadError,
  recordError,
  startTwiceError,
  typeError,
  wrapError,
} from './intel-hex-defects.js';
import { refuseTail } from './intel-hex-tail.js';
import { assemble, extentsOf, type Memory, piecesOf } from './memory.js';
import type { Source } from './origin.js';
import type { Run } from './run.js';
import { RunBuilder } from './run-builder.js';
import { ADDRESS_END, imageOf, type SparseImage, type StartAddress } from './sparse-image.js';
import type { ImageWarning } from './warning.js';

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
 * The last base counts, of whichever type. The address field of records 02 to 05 must be 0; one in record 01 is a warning.
 * Behind record 01 only padding is taken. Errors, each with its line: IHEX_*.
 */
export function readIntelHex(bytes: Uint8Array, file: string): SparseImage {
  const source: Source = { file, kind: 'ihex' };
  const scan: Scan = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    // Each data byte takes two characters.
    data: new Uint8Array(bytes.length >> 1),
    used: 0,
    at: 0,
    line: 1,
    source,
    runs: new RunBuilder(source),
    base: 0,
    baseKind: 'none',
    starts: [],
    warnings: [],
    ended: false,
  };
  // One call a line: V8 compiles a small function soon, a long loop late.
  while (scan.at < bytes.length && !scan.ended) readLine(scan);
  if (!scan.ended) throw noEofError(scan.line, file);
  refuseTail(bytes, scan.at, scan.line, file);
  const memory = memoryOfRuns(scan.runs.finish(), scan.data.subarray(0, scan.used));
  return imageOf(memory, scan.starts, scan.warnings);
}

interface Scan {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Bytes of the data records so far, in file order. */
  readonly data: Uint8Array;
  used: number;
  /** Where in the file the next character stands, and in which line. */
  at: number;
  line: number;
  readonly source: Source;
  readonly runs: RunBuilder;
  base: number;
  baseKind: 'none' | 'segment' | 'linear';
  readonly starts: StartAddress[];
  readonly warnings: ImageWarning[];
  ended: boolean;
}

function readLine(scan: Scan): void {
  const { bytes } = scan;
  let at = skipBlanks(bytes, scan.at);
  if (!endsLine(bytes, at)) at = readRecord(scan, at);
  if (at < bytes.length && !scan.ended) {
    at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
    scan.line += 1;
  }
  scan.at = at;
}

/** Reads the record at `at`, or says what is wrong there; gives the end of its line. */
function readRecord(scan: Scan, at: number): number {
  const { bytes, view, data, used, line } = scan;
  const { file } = scan.source;
  if (bytes[at] !== COLON) throw noColonError(bytes, at, line, file);
  if (at + FRAME > bytes.length) throw recordError(bytes, at, line, file);
  const count = byteAt(view, at + 1);
  const end = at + FRAME + 2 * count;
  if (end > bytes.length) throw recordError(bytes, at, line, file);
  const high = byteAt(view, at + 3);
  const low = byteAt(view, at + 5);
  const type = byteAt(view, at + 7);
  // NOT_HEX outweighs every sum of digits, so one test at the end finds a bad character anywhere.
  const sum = count + high + low + type + decode(view, at + 9, end - 2, data, used) + byteAt(view, end - 2);
  const rest = skipBlanks(bytes, end);
  if (sum >= NOT_HEX || (sum & 0xff) !== 0 || !endsRecord(bytes, type, end, rest)) {
    throw recordError(bytes, at, line, file);
  }
  const offset = (high << 8) | low;
  if (type === 0) {
    scan.runs.add(addressOf(scan, offset, count), count, line);
    scan.used = used + count;
  } else {
    applyRecord(scan, type, offset, data.subarray(used, used + count));
  }
  return rest;
}

/** Turns digits into data bytes and gives their sum. */
function decode(view: DataView, from: number, end: number, data: Uint8Array, used: number): number {
  let sum = 0;
  for (let at = from, to = used; at < end; at += 2, to += 1) {
    const value = byteAt(view, at);
    sum += value;
    data[to] = value;
  }
  return sum;
}

function byteAt(view: DataView, at: number): number {
  return BYTE_OF_PAIR[view.getUint16(at)]!;
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** What may follow the end-of-file record is looked at by itself. */
function endsRecord(bytes: Uint8Array, type: number, end: number, rest: number): boolean {
  return endsLine(bytes, rest) || (type === 1 && !isHexDigit(String.fromCharCode(bytes[end]!)));
}

function endsLine(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === CR || bytes[at] === LF;
}

/** Address of a data record's first byte. */
function addressOf({ base, baseKind, line, source }: Scan, offset: number, count: number): number {
  const room = baseKind === 'linear' ? ADDRESS_END - base : 0x10000;
  if (count > 0 && offset + count > room) throw wrapError(baseKind, base + offset, count, line, source.file);
  return base + offset;
}

function applyRecord(scan: Scan, type: number, offset: number, payload: Uint8Array): void {
  const { line, source } = scan;
  const length = PAYLOAD_LENGTH[type];
  if (length === undefined) throw typeError(type, line, source.file);
  if (payload.length !== length) throw payloadError(type, payload.length, length, line, source.file);
  if (type === 1) {
    // Intel's specification wants 0; objcopy and others take any address, and some tools put the start address there.
    if (offset !== 0) scan.warnings.push(eofAddressWarning(offset, line, source.file));
    scan.ended = true;
    return;
  }
  if (offset !== 0) throw addressFieldError(type, offset, line, source.file);
  const value = payload.reduce((word, byte) => word * 256 + byte, 0);
  if (type === 2) setBase(scan, 'segment', value * 16);
  else if (type === 4) setBase(scan, 'linear', value * 0x10000);
  else addStart(scan, { kind: type === 3 ? 'segment' : 'linear', value, origin: { source, line } });
}

function setBase(scan: Scan, kind: Scan['baseKind'], base: number): void {
  scan.baseKind = kind;
  scan.base = base;
}

function addStart(scan: Scan, start: StartAddress): void {
  const known = scan.starts.find(({ kind }) => kind === start.kind);
  if (known === undefined) scan.starts.push(start);
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

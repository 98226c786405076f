import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { PAIR_OF_BYTE } from './hex-chars.js';
import type { Extent } from './memory.js';
import { imageOf, memoryOf, SparseImage, type StartAddress } from './sparse-image.js';

const COLON = 0x3a;
const LF = 0x0a;

export interface HexWriteOptions {
  /** 1 to 255; 16 unless told. */
  readonly bytesPerRecord?: number;
}

/**
 * Writes Intel HEX: ascending, upper case, LF, a type 04 record before each 64 KiB page but the first, records that
 * never cross a page, start addresses at the end. The same image gives the same bytes.
 * Errors: USAGE (bytesPerRecord).
 */
export function writeIntelHex(image: SparseImage, options: HexWriteOptions = {}): Uint8Array {
  const { bytesPerRecord = RECORD } = options;
  if (!Number.isInteger(bytesPerRecord) || bytesPerRecord < 1 || bytesPerRecord > 255) {
    throw new OtpforgeError('USAGE', {
      message: `a record cannot hold ${count(bytesPerRecord, 'byte')}`,
      remedy: 'Give a whole number from 1 to 255.',
    });
  }
  const { data, extents } = memoryOf(image);
  const out = new Uint8Array(
    sizeBound(extents, bytesPerRecord) + image.starts.length * START_SIZE + EOF_SIZE,
  );
  const writer = { out: new DataView(out.buffer), at: 0, page: 0 };
  for (const extent of extents) writeExtent(writer, data, extent, bytesPerRecord);
  for (const start of image.starts) writeStart(writer, start);
  writeRecord(writer, 1, 0, EMPTY, 0, 0);
  return out.subarray(0, writer.at);
}

/** Data records, and the page that the next record would count from. */
export interface HexRecords {
  readonly text: Uint8Array;
  readonly page: number;
}

/** The data records of an image in a file whose records so far have left `page`: with those of another image they are the file of both. */
export function hexRecords(image: SparseImage, page = 0): HexRecords {
  const { data, extents } = memoryOf(image);
  const out = new Uint8Array(sizeBound(extents, RECORD));
  const writer = { out: new DataView(out.buffer), at: 0, page };
  for (const extent of extents) writeExtent(writer, data, extent, RECORD);
  return { text: out.subarray(0, writer.at), page: writer.page };
}

/** The end of a file: its start addresses and the last record. */
export function hexEnd(starts: readonly StartAddress[]): Uint8Array {
  return writeIntelHex(imageOf(memoryOf(SparseImage.empty), starts));
}

const RECORD = 16;
const PAGE = 0x10000;
const EMPTY = new Uint8Array();

/** Characters of a record beside its data, line end included. */
const FRAME = 12;
const EOF_SIZE = FRAME;
const BASE_SIZE = FRAME + 4;
const START_SIZE = FRAME + 8;

/** `page` is the upper half of the address that the next data record counts from. */
interface Writer {
  readonly out: DataView;
  at: number;
  page: number;
}

function sizeBound(extents: readonly Extent[], bytesPerRecord: number): number {
  let size = 0;
  for (const { address, length } of extents) {
    const pages = Math.floor((address + length - 1) / PAGE) - Math.floor(address / PAGE) + 1;
    size += 2 * length + (Math.ceil(length / bytesPerRecord) + pages) * FRAME + pages * BASE_SIZE;
  }
  return size;
}

function writeExtent(writer: Writer, data: Uint8Array, extent: Extent, bytesPerRecord: number): void {
  const end = extent.address + extent.length;
  let { address, offset } = extent;
  while (address < end) {
    const page = Math.floor(address / PAGE);
    if (page !== writer.page) writePage(writer, page);
    const pageEnd = Math.min(end, (page + 1) * PAGE);
    while (address < pageEnd) {
      const length = Math.min(bytesPerRecord, pageEnd - address);
      writeRecord(writer, 0, address % PAGE, data, offset, length);
      address += length;
      offset += length;
    }
  }
}

function writePage(writer: Writer, page: number): void {
  writeRecord(writer, 4, 0, Uint8Array.of(page >> 8, page), 0, 2);
  writer.page = page;
}

function writeStart(writer: Writer, { kind, value }: StartAddress): void {
  const word = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  writeRecord(writer, kind === 'segment' ? 3 : 5, 0, word, 0, 4);
}

function writeRecord(
  writer: Writer,
  type: number,
  address: number,
  data: Uint8Array,
  from: number,
  length: number,
): void {
  const { out } = writer;
  const high = address >> 8;
  const low = address & 0xff;
  let at = writer.at;
  let sum = length + high + low + type;
  out.setUint8(at, COLON);
  putByte(out, at + 1, length);
  putByte(out, at + 3, high);
  putByte(out, at + 5, low);
  putByte(out, at + 7, type);
  at += 9;
  for (let index = from; index < from + length; index += 1) {
    const byte = data[index]!;
    sum += byte;
    putByte(out, at, byte);
    at += 2;
  }
  putByte(out, at, -sum & 0xff);
  out.setUint8(at + 2, LF);
  writer.at = at + 3;
}

function putByte(out: DataView, at: number, byte: number): void {
  out.setUint16(at, PAIR_OF_BYTE[byte]!);
}

import { OtpforgeError } from '../../errors/index.js';
import { isPartitionSize, partitionVersion } from '../partition.js';
import { nvmemSize } from '../words.js';
import { addressIn, type Reading, readAs, type Way } from './reading.js';
import { type DataRow, readRows } from './rows.js';
import { textError } from './text-error.js';

/** What a pasted text of hexdump, od or xxd says. */
export interface DumpText {
  /** From `start`; undefined where the text lacks the line. */
  readonly bytes: readonly (number | undefined)[];
  /** The first address; undefined where the text has no addresses. */
  readonly start: number | undefined;
  /** The size of the whole, where the last line says it. */
  readonly size: number | undefined;
  /** The line that goes on to the end of the file: hexdump -e ends with a * and no address. */
  readonly repeated: readonly number[] | undefined;
}

/**
 * Reads a text in whatever way it can be read. Where two ways give other bytes, the one with the most lines that begin
 * where the one before ends, then the one whose first word can be that of a dump. Errors: MP1_TEXT.
 */
export function readDumpText(text: string, at?: number): DumpText {
  const rows = readRows(text);
  const data = rows.filter((row) => row.kind === 'data');
  if (data.length === 0) throw textError(1, 'there is nothing to read');
  checkColons(data);
  const ways = waysOf(data);
  const possible = ways.filter((way) => data.every((row) => addressIn(row, way) !== undefined));
  const tried = (possible.length > 0 ? possible : ways.slice(0, 1)).map((way) => readAs(rows, way));
  const found = tried.filter((each): each is Reading => !(each instanceof OtpforgeError));
  if (found.length === 0) throw furthest(tried.filter((each) => each instanceof OtpforgeError));
  const { way, bytes, start, end, repeated } = chosen(found, data, at);
  const hasAddresses = way.addressRadix !== undefined;
  return {
    bytes,
    start: hasAddresses ? start : undefined,
    size: hasAddresses ? end : undefined,
    // The other tools print an address at the end: a text without it was truncated.
    repeated: data.every(isOfFormat) ? repeated : undefined,
  };
}

/** hexdump -e '"%08_ax: " 4/4 "%08x "' */
function isOfFormat({ hasColon, groups, characters }: DataRow): boolean {
  return hasColon && characters === undefined && groups[0]?.length === 8;
}

/** The ways in which a text may be read, the usual one first. */
function waysOf(rows: readonly DataRow[]): readonly Way[] {
  const width = rows.find(({ groups }) => groups.length > 0)?.groups[0]?.length ?? 0;
  if (rows[0]?.hasColon) {
    // xxd shows bytes in their order, words with -e; hexdump -e '"%08_ax: " 4/4 "%08x "' shows words.
    if (width === 8) return [words(16), bytesInOrder];
    return width === 16 ? [bytesInOrder, words(16)] : [bytesInOrder];
  }
  const first = rows[0]?.first.length ?? 0;
  const isColumn = rows.some((row) => row.groups.length > 0 && row.first.length !== row.groups[0]?.length);
  if (!isColumn) return countsUp(rows) ? [words(undefined), words(16)] : [words(undefined)];
  // od -A x pads to 6 digits, od to 7 octal ones, od -A d to 7 decimal ones, hexdump to 7 or 8.
  return first === 7 ? [words(16), words(8), words(10)] : [words(16)];
}

const bytesInOrder: Way = { addressRadix: 16, isLittle: false };

function words(addressRadix: Way['addressRadix']): Way {
  return { addressRadix, isLittle: true };
}

/** Addresses may have as many digits as words. */
function countsUp(rows: readonly DataRow[]): boolean {
  const firsts = rows.map(({ first }) => Number.parseInt(first, 16));
  const isRising = firsts.every(
    (each, index) => index === 0 || (each % 4 === 0 && each > (firsts[index - 1] ?? 0)),
  );
  return rows.length > 1 && firsts[0] === 0 && isRising;
}

function checkColons(rows: readonly DataRow[]): void {
  const odd = rows.find(({ hasColon }) => hasColon !== rows[0]?.hasColon);
  if (odd) throw textError(odd.line, 'it is not of the same form as the lines before it');
}

function chosen(found: readonly Reading[], rows: readonly DataRow[], at: number | undefined): Reading {
  const most = Math.max(...found.map(({ joined }) => joined));
  const best = found.filter(({ joined }) => joined === most);
  const likely = best.filter((each) => (at === undefined ? isLikely(each) : isPlaced(each, at)));
  const [first, ...others] = distinct(likely.length > 0 ? likely : best);
  // Beside characters the words may be those of xxd -g 4 or of xxd -e.
  const isOpen = others.some(
    ({ way }) => way.addressRadix !== first?.way.addressRadix || rows.some(({ characters }) => characters),
  );
  if (!first || isOpen) {
    throw textError(
      rows[0]?.line ?? 1,
      'the text can be read in more than one way',
      'Paste all that xxd, hexdump or od prints without options.',
    );
  }
  return first;
}

/** A piece has addresses of its own, or those of the dump. */
function isPlaced({ start, bytes, end = start + bytes.length }: Reading, at: number): boolean {
  return (start === 0 || start === 4 * at) && end === start + bytes.length;
}

/** Word 0 of a partition is 2; that of a chip has 0x17 from ST. What does not begin at 0 says nothing. */
function isLikely({ bytes: [a, b, c, d], start, end }: Reading): boolean {
  const isSize = end === undefined || end === nvmemSize || isPartitionSize(end);
  if (start !== 0 || a === undefined) return isSize;
  return isSize && ((a === partitionVersion && b === 0 && c === 0 && d === 0) || (a & 0x17) === 0x17);
}

function distinct(readings: readonly Reading[]): readonly Reading[] {
  const key = ({ bytes, start, end }: Reading) =>
    JSON.stringify([start, end, bytes.map((byte) => byte ?? -1)]);
  return [...new Map(readings.map((each) => [key(each), each])).values()];
}

function furthest(errors: readonly OtpforgeError[]): OtpforgeError {
  const lineOf = ({ details }: OtpforgeError) => Number(details.line);
  return errors.reduce((best, each) => (lineOf(each) > lineOf(best) ? each : best));
}

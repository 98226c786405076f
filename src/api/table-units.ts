import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { mergeInMemory, type SparseImage } from '../image/index.js';
import {
  type DecodedField,
  decodeLayout,
  type EncodedLayout,
  encodeLayout,
  type Layout,
  type LayoutWarning,
  matchingMany,
  mergeUnitData,
  rowData,
  type TableRow,
  type UnitData,
  type UnitTable,
  withBlankPads,
} from '../layout/index.js';
import { redactError, type Secrets } from '../secrets/index.js';
import { hexBytes } from '../text/hex.js';
import { writeOnceUnits } from './merge-selection.js';
import { publicFields } from './public-fields.js';

/** What one row of a table would burn. */
export interface TableUnit {
  /** From 1, below the header. */
  readonly row: number;
  readonly line: number;
  /** As they would be read back; of a record those of its first slot. */
  readonly fields: readonly TableUnitField[];
  /** The bytes, lock bytes among them; not of a layout with secret fields. */
  readonly ranges?: readonly { readonly address: number; readonly bytes: string }[];
  readonly byteCount: number;
}

export interface TableUnitField {
  readonly field: string;
  readonly address: number;
  readonly length: number;
  /** Its value is not shown. */
  readonly secret?: true;
  readonly value?: DecodedField['value'];
  readonly text?: string;
}

export interface TableUnits {
  readonly units: readonly TableUnit[];
  /** Each once, however many rows have it. */
  readonly warnings: readonly LayoutWarning[];
}

interface Use {
  readonly table: UnitTable;
  /** Values of files, which a row replaces, and settings, which replace a row. */
  readonly json: UnitData;
  readonly settings: UnitData;
  readonly stages?: readonly string[];
}

/** The units of a table whose rows have no fault of their own. Errors: UNIT_DATA_TABLE. */
export async function tableUnits(
  layout: Layout<Bank>,
  secrets: Secrets | undefined,
  use: Use,
): Promise<TableUnits> {
  const units: TableUnit[] = [];
  const warnings = new Map<string, LayoutWarning>();
  const faults: Fault[] = [];
  const writeOnce = writeOnceUnits({ bank: layout.bank, device: undefined });
  for (let first = 0; first < use.table.rows.length; first += blockSize) {
    const rows = use.table.rows.slice(first, first + blockSize);
    const encode = () => rows.map((row) => attempt(row, () => encodedRow(layout, secrets, row, use)));
    const [encoded] = matchingMany(encode) ?? [encode()];
    for (const { row, result, error } of encoded) {
      if (result) {
        // As merge does it.
        const { image } = await mergeInMemory([], [result.image], writeOnce ? { writeOnce } : {});
        for (const each of result.warnings) warnings.set(each.message, each);
        units.push(unitOf(secrets, row, result.fields, image));
        continue;
      }
      const shown = secrets ? redactError(error, secrets) : error;
      if (!(shown instanceof OtpforgeError)) throw shown;
      faults.push({ row, message: shown.message });
    }
  }
  if (faults.length > 0) throw refused(use.table, faults);
  return { units, warnings: [...warnings.values()] };
}

/** Rows that are encoded before what they burn is gathered. */
const blockSize = 500;

interface Attempt<T> {
  readonly row: TableRow;
  readonly result?: T;
  readonly error?: unknown;
}

function attempt<T>(row: TableRow, work: () => T): Attempt<T> {
  try {
    return { row, result: work() };
  } catch (error) {
    return { row, error };
  }
}

interface EncodedRow extends EncodedLayout {
  readonly fields: readonly DecodedField[];
}

function encodedRow(
  layout: Layout,
  secrets: Secrets | undefined,
  row: TableRow,
  { table, json, settings, stages }: Use,
): EncodedRow {
  const data = mergeUnitData(json, rowData(table, row), settings);
  const encoded = encodeLayout(layout, data, { withoutDie: true, ...(stages && { stages }) });
  const image = withBlankPads(layout, encoded.image);
  const fields = decodeLayout(layout, (address, length) => image.read(address, length));
  return { ...encoded, fields: publicFields(fields, secrets) };
}

interface Fault {
  readonly row: TableRow;
  readonly message: string;
}

function unitOf(
  secrets: Secrets | undefined,
  { number, line }: TableRow,
  fields: readonly DecodedField[],
  image: SparseImage,
): TableUnit {
  const ranges = image.segments.map(({ address, bytes }) => ({ address, bytes: hexBytes(bytes) }));
  return {
    row: number,
    line,
    fields: fields
      .filter(({ state }) => state !== 'absent' && state !== 'blank')
      .map(({ name, address, length, secret, value, text }) => ({
        field: name,
        address,
        length,
        ...(secret
          ? { secret }
          : { ...(value !== undefined && { value }), ...(text !== undefined && { text }) }),
      })),
    ...(!secrets && { ranges }),
    byteCount: image.byteCount,
  };
}

const shown = 10;

function refused({ file }: UnitTable, faults: readonly Fault[]): OtpforgeError {
  const lines = faults
    .slice(0, shown)
    .map(({ row, message }) => `${file}:${row.line}: row ${row.number}: ${message}`);
  const rest = faults.length > shown ? `; the first ${shown} are` : '';
  const head = `${file}: ${faults.length} row${faults.length === 1 ? ' has faults' : 's have faults'}${rest}`;
  return new OtpforgeError('UNIT_DATA_TABLE', {
    message: [head, ...lines].join('\n'),
    remedy: 'Correct these rows; merge refuses each when it is chosen.',
    details: { file, rows: faults.slice(0, shown).map(({ row }) => row.number), count: faults.length },
  });
}

import { OtpforgeError } from '../errors/index.js';
import { bytesOrRule, dataField, type Layout, type ValueField } from '../layout/index.js';
import type { ListRow } from '../ledger/index.js';
import type { FieldSource, Line, ListSource } from '../line/index.js';
import type { ValueKeeper } from './new-value.js';
import { canonicalBytes, scopeOf } from './scoped-values.js';

/** The cells of a row by what the line calls their columns. */
export type ListCells = Readonly<Record<string, string>>;

/** A field that gets its values from a list. */
export type ListField = FieldSource & ListSource;

export interface ListToLoad {
  readonly line: Line;
  readonly layout: Layout;
  readonly keeper: Pick<ValueKeeper, 'mac'>;
}

/** The fields that a list of this name fills, in the order of the line. */
export function listFields({ sources }: Pick<Line, 'sources'>, list: string): readonly ListField[] {
  return sources.filter((source): source is ListField => source.kind === 'list' && source.list === list);
}

/**
 * A row of a table as the ledger keeps it: the cells that the line takes, by which the values of a unit are made, and the hash
 * of the unique one, which is that of the value. `place` is named in errors, such as "units.csv:7".
 * Errors: LAYOUT_VALUE for a cell that is missing or does not fit its field; LINE_INVALID for a list that the line lacks.
 */
export function listRow(
  { line, layout, keeper }: ListToLoad,
  list: string,
  cells: ListCells,
  place: string,
): ListRow {
  const fields = listFields(line, list).flatMap((source) => {
    const field = dataField(layout, source.field);
    return field?.kind === 'value' ? [{ source, field }] : [];
  });
  const found = fields.map(({ source, field }) => ({
    column: source.column,
    field,
    ...cellOf(field, cells[source.column] ?? '', `${place}: column ${source.column}`),
  }));
  const key = found.find(({ field }) => field.unique);
  if (!key) throw noKey(line, list);
  const scope = scopeOf(key.field, line);
  return {
    mac: keeper.mac(scope, canonicalBytes(key.field, key.bytes)),
    cells: Object.fromEntries(found.map(({ column, text }) => [column, text])),
  };
}

/** The text is the cell's, unless only a table may have it so: a number with a decimal comma. */
function cellOf(
  field: ValueField,
  cell: string,
  place: string,
): { readonly text: string; readonly bytes: Uint8Array } {
  const bytes = cell === '' ? 'is empty' : bytesOrRule(field, cell, true);
  if (typeof bytes === 'string') throw badCell(field, bytes, place);
  const { value } = field.codec.decode(bytes);
  const isPlain = bytesOrRule(field, cell, false) instanceof Uint8Array || typeof value === 'object';
  return { text: isPlain ? cell : String(value), bytes };
}

function badCell({ name }: ValueField, rule: string, place: string): OtpforgeError {
  return new OtpforgeError('LAYOUT_VALUE', {
    message: `${place}: the value for ${name} ${rule}`,
    remedy: 'Correct the cell; no row of the table was loaded.',
    details: { field: name, place, rule },
  });
}

function noKey({ file }: Line, list: string): OtpforgeError {
  return new OtpforgeError('LINE_INVALID', {
    message: `${file}: no unique field gets its value from a list called ${list}`,
    remedy: 'Name a list of the line, one of whose fields is unique in the layout.',
    details: { file, list },
  });
}

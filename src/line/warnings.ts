import { dataField, type Layout, uniqueName } from '../layout/index.js';
import type { Line } from './line.js';

export interface LineWarning {
  readonly code: 'POWER_CUT_COSTS_UNIT' | 'SEQUENCE_NOT_UNIQUE';
  readonly message: string;
}

/** What a line allows but may regret. */
export function* lineWarnings(line: Line, layout: Layout): Generator<LineWarning> {
  const { bank, fields } = layout;
  const alone = fields.filter(({ place }) => !place);
  if (bank.otp.rewrite === 'once' && alone.length > 0)
    yield {
      code: 'POWER_CUT_COSTS_UNIT',
      message:
        `${layout.file}: ${namesText(alone.map(({ name }) => uniqueName(name)))}: a power cut while they are burnt costs ` +
        'the unit, since this bank takes each write unit once; put them into a record with spare slots',
    };
  for (const { field, kind } of line.sources) {
    if (kind !== 'sequence' || dataField(layout, field)?.unique !== false) continue;
    yield {
      code: 'SEQUENCE_NOT_UNIQUE',
      message:
        `${line.file}:${line.lineOf(['values', field])}: values.${field}: is not unique in the layout, so a unit with the ` +
        'value of another is not noticed; write "unique: true" there',
    };
  }
}

function namesText(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length > 4
    ? `${unique.slice(0, 3).join(', ')} and ${unique.length - 3} more`
    : unique.join(', ');
}

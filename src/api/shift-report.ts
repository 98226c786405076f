import { shiftNumbers } from '../ledger/index.js';
import type { ShiftScope } from '../ledger/units/shift.js';
import type { ShiftNumbers } from '../ledger/units/shift-numbers.js';
import type { OpenedLine } from './open-line.js';

/** The numbers of a shift, as docs/station-numbers.md defines them. */
export interface ShiftReport extends ShiftNumbers {
  readonly format: 'otpforge.shift-report/1';
  readonly ledger: string;
  readonly product: string;
  readonly timezone: string;
}

/** The numbers of a line in a window of time. */
export async function shiftReport(
  { line, ledger }: OpenedLine,
  scope: Omit<ShiftScope, 'product'>,
): Promise<ShiftReport> {
  const { product, timezone } = line;
  const numbers = await ledger.transaction((tx) => shiftNumbers(tx, { ...scope, product }));
  return { format: 'otpforge.shift-report/1', ledger: ledger.id, product, timezone, ...numbers };
}

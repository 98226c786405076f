import type { LeftOut } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

const most = 20;

const reasons: Readonly<Record<LeftOut['reason'], string>> = {
  only: '--only',
  without: '--without',
  blank: '--blank-is-absent',
  'all-ones': 'all ones on a write-once bank',
};

/** What inputs hold and the output does not, with a count of the units that were left out one by one. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const shown = leftOut.slice(0, most).map(({ address, length, file, reason, units }) => {
    const inUnits = units === undefined ? '' : `, ${count(units, 'unit')}`;
    return `left out: ${hex32(address)} to ${hex32(address + length - 1)}, ${count(length, 'byte')}${inUnits} of ${file} (${reasons[reason]})`;
  });
  const units = leftOut.reduce((sum, each) => sum + (each.units ?? 0), 0);
  return [
    ...shown,
    ...(leftOut.length > most ? [`… and ${leftOut.length - most} more (--json lists all)`] : []),
    ...(units > 0 ? [`${units} blank units left out in all`] : []),
  ];
}

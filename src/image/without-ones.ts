import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { type BlankRule, blankRows } from './blank-units.js';
import { cut } from './cut.js';
import { describeOrigin } from './origin.js';
import type { Selected } from './select.js';
import type { SparseImage } from './sparse-image.js';
import type { ImageWarning } from './warning.js';

/** The loader never programs such a unit; another host would, and it could never be written again. */
export function withoutOnes(image: SparseImage, rule: BlankRule | undefined): Selected {
  if (rule === undefined) return { image, leftOut: [] };
  const rows = blankRows(image, rule);
  if (rows.length === 0) return { image, leftOut: [] };
  const places = rows.map(({ address }) => {
    const origin = image.originAt(address);
    return `${hex32(address)}${origin ? ` (${describeOrigin(origin)})` : ''}`;
  });
  const more = places.length > shownRows ? ` and ${places.length - shownRows} more` : '';
  const units = rows.reduce((sum, { length }) => sum + length / rule.unit, 0);
  const warning: ImageWarning = {
    code: 'BLANK_LEFT_OUT',
    message:
      `${units} ${units === 1 ? 'unit' : 'units'} of ${count(rule.unit, 'byte')} of all ones ${units === 1 ? 'is' : 'are'} left out, from ` +
      `${places.slice(0, shownRows).join(', ')}${more}: they stay blank, and a host that programmed them would spend them forever`,
  };
  const leftOut = rows.map((row) => ({
    ...row,
    file: image.originAt(row.address)?.source.file ?? '',
    reason: 'all-ones' as const,
    units: row.length / rule.unit,
  }));
  return { image: cut(image, rows).image.withWarnings([warning]), leftOut };
}

const shownRows = 8;

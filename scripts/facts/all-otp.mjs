import { macrosOf, numberOf } from './c-header.mjs';
import { hex } from './headers.mjs';

const bases = ['FLASH_OTP_BASE', 'OTP_AREA_BASE', 'OTP_BASE'];
const sizes = ['FLASH_OTP_SIZE', 'OTP_SIZE'];
const ends = ['FLASH_OTP_END', 'OTP_AREA_END_ADDR'];

/** The OTP of every header that has one, of every family: range → headers. */
export function headerAreas(clone) {
  const areas = {};
  for (const path of clone.list('headers')) {
    const macros = macrosOf(clone.read(path));
    const first = (names) => names.map((name) => numberOf(macros, name)).find((value) => value !== undefined);
    const base = first(bases);
    if (base === undefined || base === 0) continue;
    const size = first(sizes) ?? first(ends) + 1 - base;
    if (Number.isNaN(size)) continue;
    const range = `${hex(base)} ${hex(size)}`;
    areas[range] = [...(areas[range] ?? []), path.slice('headers/'.length, -'.h'.length)];
  }
  return Object.fromEntries(Object.entries(areas).map(([range, files]) => [range, files.join(' ')]));
}

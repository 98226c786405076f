import type { SectorEraseDocument } from '../api/sector-erase.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { chipText } from './chip-text.js';
import { fieldsTable } from './fields-text.js';
import { refusalLines } from './plan-text.js';
import { slotsTable } from './slots-text.js';

/** What an erase of a reserved sector will take, or has taken. */
export function sectorEraseText(document: SectorEraseDocument): string {
  const { result, device, chip, address, length, usedUnits, damaged, fields, slots, saved, refusals } =
    document;
  const range = `${hex32(address)} to ${hex32(address + length - 1)}`;
  const held = usedUnits === 0 ? 'it is blank' : count(usedUnits, 'written unit');
  const heads = {
    asked: `The reserved sector, ${range}, will be erased: ${held}.`,
    erased: `The reserved sector, ${range}, is erased and was read back blank.`,
    refused: `The reserved sector, ${range}, was not erased.`,
  };
  if (result === 'erased') {
    return [heads.erased, ...(saved === undefined ? [] : [`What it held is in ${saved}`])].join('\n');
  }
  return [
    chipText(device, chip),
    heads[result],
    ...damaged.map((unit) => `${hex32(unit)}: ECC error`),
    ...(fields.length > 0 ? [fieldsTable(fields)] : []),
    ...(slots.length > 0 ? [slotsTable(slots)] : []),
    ...refusalLines(refusals),
  ].join('\n');
}

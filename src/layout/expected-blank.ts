import type { Chunk, SparseImage } from '../image/index.js';
import { type AddressRange, contains, endOf, overlaps, subtractRanges } from '../range/index.js';
import { absentPads, blankPads, isPadOnly } from './blank-pad.js';
import { type Layout, type LayoutField, slotAt, unitsOf } from './layout.js';
import { flagIn } from './records/flag.js';

/**
 * What the layout's values leave blank, as the bytes that must be read there: units of a write-once bank, and pads of ones.
 * merge leaves them out of its file, so that the file alone does not say that they are wanted.
 */
export function expectedBlank(layout: Layout, image: SparseImage): readonly Chunk[] {
  const units = blankUnits(layout, image);
  const pads = absentPads(layout, image).filter(
    (pad) => !units.some((unit) => contains(rangeOf(unit), rangeOf(pad))),
  );
  return [...units, ...pads];
}

function rangeOf({ address, bytes }: Chunk): AddressRange {
  return { address, length: bytes.length };
}

function blankUnits(layout: Layout, image: SparseImage): readonly Chunk[] {
  const { bank, fields } = layout;
  if (bank.otp.rewrite !== 'once') return [];
  const pads = blankPads(layout, image);
  const otp = image.clip(bank.otp.base, bank.otp.base + bank.otp.size);
  const carried = fields.filter(({ address, length }) => !otp.clip(address, address + length).isEmpty);
  const written = fields.filter(
    (field) =>
      carried.some((other) => areWrittenTogether(field, other)) && !isOfRevoked(layout, field, image),
  );
  const units = new Set(written.flatMap((field) => unitsOf(bank, field)));
  return [...units].flatMap((address) => {
    const unit = { address, length: bank.otp.writeUnit };
    const owners = fields.filter((field) => overlaps(field, unit));
    const isPad = (field: LayoutField) => pads.some((pad) => pad.field === field && isPadOnly(pad, unit));
    const mayBeBlank = owners.every((field) => written.includes(field) && (field.allowBlank || isPad(field)));
    const isAbsent = otp.clip(address, endOf(unit)).isEmpty;
    const isLeftOut = isWhole(layout, owners, unit) || (layout.fill === undefined && owners.every(isPad));
    return mayBeBlank && isAbsent && isLeftOut ? [chunkOf(layout, owners[0]!, unit)] : [];
  });
}

/** Whether an image that carries one field carries the other as well: they share a slot, or a stage. */
function areWrittenTogether({ place, when }: LayoutField, carried: LayoutField): boolean {
  if (place) return carried.place?.record === place.record && carried.place.slot === place.slot;
  return when === undefined || carried.when === when;
}

/** Of a slot that is revoked nothing but the flag is written. */
function isOfRevoked(layout: Layout, { place }: LayoutField, image: SparseImage): boolean {
  const flag = place && slotAt(layout, place)?.valid;
  return flag !== undefined && flagIn(flag, (address, length) => image.read(address, length)) === 'revoked';
}

/** Whether fields and fill make a whole unit that can be of all ones; what is beside a flag stays blank with it. */
function isWhole({ bank, fill }: Layout, owners: readonly LayoutField[], unit: AddressRange): boolean {
  if (owners.some((field) => field.kind === 'value' && field.flag)) return true;
  return fill === bank.otp.erasedValue || subtractRanges([unit], owners).length === 0;
}

function chunkOf({ bank, file }: Layout, { name, line, secret }: LayoutField, unit: AddressRange): Chunk {
  const source = { file, kind: 'field' as const };
  return {
    address: unit.address,
    bytes: new Uint8Array(unit.length).fill(bank.otp.erasedValue),
    origin: { source, line, field: name, ...(secret && { secret }) },
  };
}

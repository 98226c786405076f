import { type FoundUnit, otpReader, type Plan, type Refusal } from '../burn/index.js';
import { SparseImage } from '../image/index.js';
import { type JournalView, valueId, worldOfMedium } from '../journal/index.js';
import { type UniqueValue, uniqueValues } from '../layout/index.js';
import { overlaps } from '../range/index.js';
import { hexBytes } from '../text/hex.js';
import { otherUnitRefusal } from './past-refusals.js';
import { journalValue } from './unit-identity.js';
import type { PastUnit } from './unit-past.js';

/**
 * A board that is finished as another unit than the image's: nothing is wrong with it, and one line says so. It is one when
 * its unique fields hold other values, and the journal knows that they were finished there, or the image can have none of
 * its own.
 */
export function otherUnit(
  view: JournalView | undefined,
  { plan, otp }: FoundUnit,
  unit: PastUnit,
): Refusal | undefined {
  const { layout, image, key, medium } = unit;
  if (!layout) return undefined;
  const { uid } = plan.chip;
  const id = (value: UniqueValue) => {
    const known = journalValue(value, key);
    return known && valueId(worldOfMedium(medium), known);
  };
  const wanted = uniqueValues(layout, image);
  const held = uniqueValues(layout, bankOf(otp, unit));
  const pairs = wanted.flatMap((value) => {
    const there = held.find(({ address }) => address === value.address);
    return there && isValue(there) && there.text !== value.text ? [{ wanted: value, held: there }] : [];
  });
  const [first] = [...pairs.filter((pair) => !pair.held.secret), ...pairs];
  if (!first) return undefined;
  // What an interrupted run of this very unit left is not another unit.
  if (view && wanted.some((value) => isOn(view, id(value), uid))) return undefined;
  const time = view && finishedAt(view, id(first.held), uid);
  if (time === undefined && !pairs.some((pair) => isRefused(plan, pair.wanted))) return undefined;
  return otherUnitRefusal(nameOf(first.held), nameOf(first.wanted), time);
}

function bankOf(otp: FoundUnit['otp'], { device }: PastUnit): SparseImage {
  const { base, size, writeUnit } = device.bank.otp;
  const read = otpReader(device.bank, otp, undefined);
  const chunks = [];
  for (let address = base; address < base + size; address += writeUnit) {
    const bytes = read(address, writeUnit);
    if (bytes)
      chunks.push({ address, bytes, origin: { source: { file: 'the chip', kind: 'chip' as const } } });
  }
  return SparseImage.fromChunks(chunks);
}

function isOn(view: JournalView, id: ReturnType<typeof valueId> | undefined, uid: string): boolean {
  return id !== undefined && !view.runsWith(id, uid).next().done;
}

function finishedAt(
  view: JournalView,
  id: ReturnType<typeof valueId> | undefined,
  uid: string,
): string | undefined {
  if (!id) return undefined;
  for (const { run, time } of view.runsWith(id, uid)) {
    if (view.endOf(run)?.result === 'done') return time;
  }
  return undefined;
}

function isRefused({ units }: Plan, field: UniqueValue): boolean {
  const range = { address: field.address, length: field.bytes.length };
  return units.some(({ address, length, state }) => {
    if (state !== 'conflict' && state !== 'locked') return false;
    return overlaps({ address, length }, range);
  });
}

// What breaks a rule of its field is shown as hexadecimal.
function isValue({ type, bytes, text }: UniqueValue): boolean {
  return type === 'bytes' || text !== hexBytes(bytes);
}

function nameOf({ secret, field, text }: UniqueValue): string {
  return secret ? `a unit with another ${field} (secret)` : text;
}

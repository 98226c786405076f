import type { SparseImage } from '../image/index.js';
import { AnswerNeeded, encodeLayout, type Layout, type UnitData, type UnitValue } from '../layout/index.js';
import type { KnownUnit } from '../ledger/index.js';
import { uidBytes } from '../target/index.js';
import { fieldMacs, type Mac } from './field-macs.js';
import { type OwnUnit, ownUnit } from './own-unit.js';
import type { OpenSealed } from './unit-keeper.js';

/** The values of a unit as its layout takes them; undefined when one of them is wiped. */
export function valuesOfUnit({ values }: KnownUnit, open: OpenSealed): UnitData | undefined {
  const data = new Map<string, UnitValue>();
  for (const { field, text, sealed } of values) {
    const value = text ?? (sealed && open(field, sealed));
    if (value === undefined) return undefined;
    data.set(field, { value, from: 'the ledger' });
  }
  return data;
}

/**
 * What the ledger knows of the bytes of a unit: by the hashes of what its stages encoded, and by the values while all of them
 * are known.
 */
export function ownOf(
  layout: Layout,
  unit: KnownUnit,
  { mac, open, answers }: { mac: Mac; open: OpenSealed; answers: AnswersOf },
): OwnUnit {
  const recorded = Object.assign({}, ...unit.stages.map(({ fieldMacs: macs }) => macs ?? {}));
  const image = imageOf(layout, unit, open, answers);
  if (!image) return ownUnit(recorded, mac);
  return ownUnit({ ...fieldMacs(layout, image, mac), ...recorded }, mac, { layout, image });
}

/** The answer of a signer that the ledger has for a unit. */
export type AnswersOf = (field: string, input: Uint8Array) => Uint8Array | undefined;

function imageOf(
  layout: Layout,
  unit: KnownUnit,
  open: OpenSealed,
  answers: AnswersOf,
): SparseImage | undefined {
  const data = valuesOfUnit(unit, open);
  const uid = unit.die && uidBytes(unit.die.uid);
  if (!data) return undefined;
  const stages = unit.stages.map(({ stage }) => stage).filter((stage) => stage !== '');
  try {
    return encodeLayout(layout, data, {
      ...(stages.length > 0 && { stages }),
      ...(uid && { uid }),
      signed: ({ name }, input) => answers(name, input),
    }).image;
  } catch (error) {
    // A signer has not answered yet, so that nothing of it is burnt.
    if (error instanceof AnswerNeeded) return undefined;
    throw error;
  }
}

import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import {
  AnswerNeeded,
  bytesOrRule,
  dataField,
  encodeLayout,
  type Layout,
  stagesOfLayout,
  type UnitData,
  type UnitValue,
} from '../layout/index.js';
import type { KnownStage, KnownUnit, KnownValue } from '../ledger/index.js';
import { uidBytes } from '../target/index.js';
import { fieldMacs, type Mac } from './field-macs.js';
import { bytesOfFields, type OwnUnit, ownUnit } from './own-unit.js';
import type { OpenSealed } from './unit-keeper.js';

/** The values of a unit as its layout takes them, without those that are wiped. */
export function valuesOfUnit({ values }: KnownUnit, open: OpenSealed): UnitData {
  return new Map(
    values.flatMap(({ field, text, sealed }): [string, UnitValue][] => {
      const value = text ?? (sealed && open(field, sealed));
      return value === undefined ? [] : [[field, { value, from: 'the ledger' }]];
    }),
  );
}

/** Whether a stage writes a secret whose value is gone for good. */
export function writesWiped(layout: Layout, { values }: Pick<KnownUnit, 'values'>, stage: string): boolean {
  return values.filter(isWiped).some(({ field }) => {
    const when = dataField(layout, field)?.when;
    return when === undefined || stage === '' || when === stage;
  });
}

/** Whether nothing but its hash is left of a secret. */
export function isWiped({ text, sealed }: KnownValue): boolean {
  return text === undefined && sealed === undefined;
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
  const known = shownBytes(layout, unit);
  if (!image) return ownUnit(recorded, mac, known);
  const macs = { ...fieldMacs(layout, image, mac), ...recorded };
  return ownUnit(macs, mac, new Map([...known, ...bytesOfFields(layout, image)]));
}

/** The bytes of the values that the ledger has in clear, which it keeps when it wipes the secrets beside them. */
function shownBytes(layout: Layout, { values }: KnownUnit): ReadonlyMap<string, Uint8Array> {
  return new Map(
    values.flatMap(({ field: name, text }) => {
      const field = dataField(layout, name);
      if (field?.kind !== 'value' || text === undefined) return [];
      const bytes = bytesOrRule(field, text, false);
      return typeof bytes === 'string' ? [] : [[name, bytes] as const];
    }),
  );
}

/** Whether nothing of a stage is burnt, and the layout lacks it by now. */
function isLeftOver(layout: Layout, { stage, state, claim }: KnownStage): boolean {
  const isUnburnt = claim === undefined && (state === 'reserved' || state === 'released');
  return isUnburnt && stage !== '' && !stagesOfLayout(layout).includes(stage);
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
  // What is wiped was verified, and its hashes are recorded.
  const stages = unit.stages
    .filter((stage) => !isLeftOver(layout, stage))
    .map(({ stage }) => stage)
    .filter((stage) => !writesWiped(layout, unit, stage));
  if (stages.length === 0) return undefined;
  try {
    return encodeLayout(layout, data, {
      ...(!stages.includes('') && { stages }),
      ...(uid && { uid }),
      signed: ({ name }, input) => answers(name, input),
    }).image;
  } catch (error) {
    // A signer or a hook has not answered yet, so that nothing of it is burnt; or a field needs what is wiped.
    if (error instanceof AnswerNeeded || isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof OtpforgeError && error.code === 'LAYOUT_VALUE_MISSING';
}

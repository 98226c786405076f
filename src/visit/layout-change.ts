import type { OtpforgeError } from '../errors/index.js';
import { encodeLayout, type Layout, type ReadBytes, stagesOfLayout, type UnitData } from '../layout/index.js';
import { imageChanged, type KnownStage, type KnownUnit, signaturesOf } from '../ledger/index.js';
import { uidBytes } from '../target/index.js';
import { chipValues } from './chip-values.js';
import { withExpectedBlank } from './encode-unit.js';
import { changedFields, fieldMacs } from './field-macs.js';
import { type AnswersOf, isMissing, isWiped, valuesOfUnit } from './known-values.js';
import { stagesOf, type VisitSetup } from './setup.js';
import { storedAnswers } from './stored-signers.js';
import { contentMacOf, opener } from './unit-keeper.js';

/** A stage of a unit, and its chip as it reads. */
export interface BurntStage {
  readonly unit: KnownUnit;
  readonly stage: KnownStage;
  readonly read: ReadBytes;
}

/**
 * Why a burnt unit reads otherwise although nobody touched its chip: its values encode to other bytes than when they were
 * burnt. Undefined where they do not, or too few of them are known.
 */
export async function layoutChange(
  setup: VisitSetup,
  { unit, stage, read }: BurntStage,
): Promise<OtpforgeError | undefined> {
  const { ledger, layout } = setup;
  const { fieldMacs: before } = stage;
  if (!before) return undefined;
  const signatures = await ledger.transaction((tx) => signaturesOf(tx, unit));
  const now = macsNow(setup, { unit, stage, read }, storedAnswers(ledger, unit, signatures));
  if (!now) return undefined;
  const isAllKnown = stagesOfLayout(layout).length === 0 && !unit.values.some(isWiped);
  const changed = changedFields(before, now).filter((name) => isAllKnown || isPublic(unit, name));
  return changed.length === 0 ? undefined : imageChanged(unit.unit, changed);
}

/** The keyed hashes that the ledger would keep of the stage today. */
function macsNow(
  { ledger, layout }: VisitSetup,
  { unit, stage: { stage }, read }: BurntStage,
  answers: AnswersOf,
): Readonly<Record<string, string>> | undefined {
  const data: UnitData = new Map([
    ...wipedOnChip(layout, unit, stage, read),
    ...valuesOfUnit(unit, opener(ledger, unit)),
  ]);
  const stages = stagesOf(stage);
  const uid = unit.die && uidBytes(unit.die.uid);
  try {
    const { image } = encodeLayout(layout, data, {
      ...(stages && { stages }),
      ...(uid && { uid }),
      // Without an answer it is signed over other bytes than it was.
      signed: ({ name, length }, input) => answers(name, input) ?? new Uint8Array(length),
    });
    return fieldMacs(layout, withExpectedBlank(layout, image), contentMacOf(ledger));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What is wiped is nowhere but in the chip. */
function wipedOnChip(layout: Layout, { values }: KnownUnit, stage: string, read: ReadBytes): UnitData {
  const wiped = new Set(values.filter(isWiped).map(({ field }) => field));
  if (wiped.size === 0) return new Map();
  const found = chipValues(layout, read, stage).values.filter(({ name }) => wiped.has(name));
  return new Map(found.map(({ name, text }) => [name, { value: text, from: 'the chip' }]));
}

function isPublic({ values }: KnownUnit, name: string): boolean {
  return values.some(({ field, text }) => field === name && text !== undefined);
}

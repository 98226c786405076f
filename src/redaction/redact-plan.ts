import { createHmac } from 'node:crypto';
import {
  type Plan,
  type PlanDocument,
  type PlanReason,
  type PlanUnit,
  type PlanUnitDocument,
  type PlanValue,
  planDocument,
  planHashText,
  type Refusal,
  unitDocument,
} from '../burn/index.js';
import type { Secrets } from '../secrets/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** What keeps secrets, and the key that keeps hashes over them from telling which value they are of. */
export interface Keeper {
  readonly secrets: Secrets;
  readonly key: Uint8Array;
}

/** The hash by which a plan with secrets is shown and confirmed: without the key nobody can try values against it. */
export function keyedHash(hash: string, key: Uint8Array): string {
  return planHashText(createHmac('sha256', key).update(hash).digest('hex'));
}

/** A plan as it may be shown; the one that is executed stays whole. */
export function redactPlan(
  plan: Plan,
  { secrets, key }: Keeper,
  values: readonly PlanValue[] = [],
): PlanDocument {
  const units = redactUnits(plan.units, secrets);
  return {
    ...planDocument(plan, values),
    otpSha256: '',
    imageSha256: '',
    units,
    refusals: redactRefusals(plan.refusals, units),
    hash: keyedHash(plan.hash, key),
  };
}

/** Units as they may be shown: a secret one has its place, its state and how many bits would have to go from 0 to 1. */
export function redactUnits(units: readonly PlanUnit[], secrets: Secrets): readonly PlanUnitDocument[] {
  return units.map((unit) => {
    if (!secrets.hides(unit.address, unit.length)) return unitDocument(unit);
    const { old: _old, wanted: _wanted, impossible, ...rest } = unit;
    return {
      ...rest,
      old: '',
      wanted: '',
      secret: true,
      offset: unit.address - secrets.base,
      ...(impossible !== undefined && { impossibleBits: bitCount(impossible) }),
    };
  });
}

/** Refusals as they may be shown, of units that were redacted. */
export function redactRefusals(
  refusals: readonly Refusal[],
  units: readonly PlanUnitDocument[],
): readonly Refusal[] {
  const hidden = new Map(units.filter(({ secret }) => secret).map((unit) => [unit.address, unit]));
  return refusals.map((refusal) => {
    const unit = hidden.get(refusal.address ?? -1);
    return unit ? redactRefusal(refusal, unit) : refusal;
  });
}

function bitCount(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}

function redactRefusal(refusal: Refusal, unit: PlanUnitDocument): Refusal {
  const what = reasonTexts[unit.reason] ?? `cannot be burnt (${unit.reason})`;
  const bits =
    unit.impossibleBits === undefined
      ? ''
      : `, ${count(unit.impossibleBits, 'bit')} would have to go from 0 to 1`;
  return {
    ...refusal,
    message: `${hex32(unit.address)} (${unit.from.join(', ')}), secret at offset ${hex(unit.offset ?? 0)}: ${what}${bits}`,
  };
}

const reasonTexts: Partial<Readonly<Record<PlanReason, string>>> = {
  'needs-ones': 'bits that are 0 can never be 1 again',
  'unit-is-spent': 'the write unit holds another value and can be programmed only once',
  'bytes-missing': 'the image holds only a part of the write unit, which can be programmed only once',
  'block-is-locked': 'the chip holds another value, and its block is locked forever',
  'lock-byte-is-damaged':
    'the chip holds another value, and its lock byte is neither 00 nor FF, so that the block counts as locked',
  'ecc-damaged': 'the write unit has a double ECC error; it cannot be read and can be programmed only once',
  'ecc-weak': 'the write unit reads right only because one wrong bit is corrected on each read',
  'cut-short':
    'it reads right, but an interrupted run may have left it half-programmed, and it can be programmed only once',
};

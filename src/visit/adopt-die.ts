import { OtpforgeError } from '../errors/index.js';
import { decodeLayout, encodeLayout, type Layout, type ReadBytes } from '../layout/index.js';
import {
  type DieId,
  findUnit,
  type KnownUnit,
  type LedgerTransaction,
  type NewValue,
  setContent,
} from '../ledger/index.js';
import { adopt } from '../ledger/units/adopt.js';
import type { Line } from '../line/index.js';
import { adoptedValue } from './adopted-value.js';
import { type ChipValue, chipValues } from './chip-values.js';
import { knownContent } from './content.js';
import { contentMac, fieldMacs } from './field-macs.js';
import { bytesOfFields, ownUnit } from './own-unit.js';
import { ownersText, whereText } from './refusal.js';
import { stagesOf } from './setup.js';
import { keepAnswer, type SignedBytes } from './stored-signers.js';
import { isBindable, type OtherOwner, otherOwners } from './take-unit.js';
import { contentMacOf, valueKeeper } from './unit-keeper.js';
import type { VisitLedger } from './visit-ledger.js';

/** A chip that the ledger does not know, as it was read. */
export interface StrangeDie {
  readonly die: DieId;
  readonly read: ReadBytes;
  readonly line: Line;
  readonly layout: Layout;
  /** The stage that it has been through; the empty text where the layout has none. */
  readonly stage: string;
}

/** What the ledger will know of the die. */
export interface Adoptable {
  readonly values: readonly ChipValue[];
  readonly fieldMacs: Readonly<Record<string, string>>;
  /** What the chip holds of signers, so that nobody signs it again. */
  readonly signed: readonly SignedBytes[];
}

/**
 * What can be taken over from a die: nothing but a whole unit, as a visit would judge it, whose values no other unit has.
 * Errors: LEDGER_STATE for a die that the ledger knows, IDENTITY_TAKEN, IDENTITY_INCOMPLETE.
 */
export async function adoptable(ledger: VisitLedger, found: StrangeDie): Promise<Adoptable> {
  const { layout, read, die, line } = found;
  await ledger.transaction(async (tx) => {
    const known = await findUnit(tx, die);
    if (known) throw knownDie(known, die);
    const owners = await otherOwners(tx, { layout, line }, read, undefined, ledger);
    if (owners.length > 0) throw taken(owners, die);
  });
  return wholeUnit(found, contentMacOf(ledger));
}

/** Takes the die in, as bound. Errors: IDENTITY_TAKEN, LEDGER_STALE. */
export async function adoptDie(
  ledger: VisitLedger,
  { die, line, layout, stage }: StrangeDie,
  { values, fieldMacs: macs, signed }: Adoptable,
  reason: string,
): Promise<KnownUnit> {
  const made = (tx: LedgerTransaction, key: Pick<KnownUnit, 'unit' | 'generation'>): readonly NewValue[] => {
    const adopting = { line, keeper: valueKeeper(ledger, key), now: new Date(tx.now) };
    return values.map((value) => adoptedValue(value, adopting));
  };
  return ledger.transaction(async (tx) => {
    const { product } = line;
    const unit = await adopt(tx, { die, product, stage, reason, values: (key) => made(tx, key) });
    const key = { unit: unit.unit, generation: unit.generation, stage };
    for (const each of signed) await keepAnswer(tx, { ledger, layout }, key, each);
    await setContent(tx, { ...key, contentMac: contentMac(macs, contentMacOf(ledger)), fieldMacs: macs });
    return unit;
  });
}

/** Its values, encoded again, are what the chip holds: only so a visit knows them again. */
function wholeUnit(
  { layout, read, stage, die: { uid } }: StrangeDie,
  mac: (bytes: Uint8Array) => string,
): Adoptable {
  const { values, faults, isBlank } = chipValues(layout, read, stage);
  if (isBlank) throw incomplete(uid, 'it is blank', []);
  const fields = faults.map(({ field }) => field);
  if (faults.length > 0)
    throw incomplete(uid, faults.map(({ field, problem }) => `${field} ${problem}`).join(', '), fields);
  const data = new Map(values.map(({ name, text }) => [name, { value: text, from: 'the chip' }]));
  const stages = stagesOf(stage);
  const signed: SignedBytes[] = [];
  const { image } = encodeLayout(layout, data, {
    ...(stages && { stages }),
    ...(read.uid && { uid: read.uid }),
    signed: ({ name }, input) => {
      const answer = bytesOn(layout, read, name);
      if (answer) signed.push({ field: name, input, answer });
      return answer;
    },
  });
  const macs = fieldMacs(layout, image, mac);
  const own = ownUnit(macs, mac, bytesOfFields(layout, image));
  const content = knownContent({ layout, read, ...(stage !== '' && { stage }) }, own);
  const anywhere = knownContent({ layout, read }, own);
  if (content.kind !== 'whole' || anywhere.kind === 'damaged')
    throw incomplete(uid, `more is there than its values${whereText(anywhere)}`, []);
  return { values, fieldMacs: macs, signed };
}

function bytesOn(layout: Layout, read: ReadBytes, name: string): Uint8Array | undefined {
  const found = decodeLayout(layout, read, 'unreadable').find((field) => field.name === name);
  return found && read(found.address, found.length);
}

function knownDie({ unit, product, stages }: KnownUnit, { uid }: DieId): OtpforgeError {
  const state = [...new Set(stages.map((stage) => stage.state))].join(' / ');
  return new OtpforgeError('LEDGER_STATE', {
    message: `die ${uid} is unit ${unit} of ${product}, which is ${state}, and adopt is only for a die that the ledger does not know`,
    remedy: 'Look at it with otpforge ledger show.',
    details: { uid, unit, state, step: 'adopt' },
  });
}

function taken(owners: readonly OtherOwner[], { uid }: DieId): OtpforgeError {
  const [owner] = owners;
  return new OtpforgeError('IDENTITY_TAKEN', {
    message: `die ${uid} holds ${ownersText(owners)}; it was not adopted`,
    remedy: isBindable(owners)
      ? 'Present the board with otpforge unit: it gives the unit this die.'
      : 'Stop and find out how two dies came to one value: set both boards aside.',
    details: {
      uid,
      ...(owner && { unit: owner.of.unit, state: owner.of.state, field: owner.value.field }),
    },
  });
}

function incomplete(uid: string, why: string, fields: readonly string[]): OtpforgeError {
  return new OtpforgeError('IDENTITY_INCOMPLETE', {
    message: `die ${uid}, which the ledger does not know, cannot be adopted: ${why}`,
    remedy:
      'A blank chip gets its values by otpforge unit. Look at any other with otpforge read, and set the board aside.',
    details: { uid, fields },
  });
}

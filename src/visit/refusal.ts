import type { Refusal } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { DieId, KnownUnit } from '../ledger/index.js';
import { hex, hex32 } from '../text/hex.js';
import type { VisitRefusal } from './judge-die.js';
import { type OtherOwner, openReworks, type TakenUnit } from './take-unit.js';

/** A UID that no chip has: the bus answered with one byte all over. Errors: UID_INVALID. */
export function checkUid(uid: string): void {
  if (!isOneByte(uid)) return;
  throw new OtpforgeError('UID_INVALID', {
    message: `the chip answers with the unique ID ${uid || '(none)'}: no die has such an ID; nothing was written`,
    remedy: 'Check the wiring and the supply. A chip that stays like this cannot be told from others.',
    details: { uid },
  });
}

/** Whether a unique ID is one byte all over, as of a bus that nobody answers on. */
export function isOneByte(uid: string): boolean {
  return /^(..)\1*$/.test(uid);
}

/** Values are bound to a die that says the same twice. Errors: UID_INVALID. */
export function checkSameAnswer(first: DieId, again: DieId | undefined): void {
  if (again && again.uid === first.uid && again.devId === first.devId) return;
  const text = (die: DieId | undefined) =>
    die ? `DEV_ID ${hex(die.devId)}, unique ID ${die.uid}` : 'nothing';
  throw new OtpforgeError('UID_INVALID', {
    message: `the chip was asked twice who it is, and answered ${text(first)} and then ${text(again)}; nothing was written`,
    remedy: 'Check the wiring and the supply, or lower the speed of the probe.',
    details: { first: { ...first }, again: again ? { ...again } : null },
  });
}

/** Errors: DIE_CHANGED. */
export function dieChanged(uid: string, now: string): OtpforgeError {
  return new OtpforgeError('DIE_CHANGED', {
    message: `the chip's unique ID was ${uid} when the burn began and is ${now} after it: boards were changed meanwhile`,
    remedy: 'Set both boards aside. Read each with otpforge read: the burn may be in either.',
    details: { planned: uid, found: now },
  });
}

/** What the journal of the bench says of such a die that wrote to it. */
export function setAside({ unit }: KnownUnit): Refusal {
  return {
    code: 'SET_ASIDE',
    message: `a visit of this die, which is unit ${unit}, ended in UNPLANNED_CHANGE: it holds something that no plan asked for`,
    remedy: 'Keep this unit out of the line, find what wrote to it, and scrap it with otpforge ledger scrap.',
  };
}

/** Why a die is refused, with what the chip and the ledger say. */
export function refusal(
  code: VisitRefusal,
  uid: string,
  taken: TakenUnit,
  refusals: readonly Refusal[] = [],
): OtpforgeError {
  const { unit, stage, owners } = taken;
  const [owner] = owners;
  const reworkAt = code === 'REWORK_OPEN' ? otherRework(taken) : undefined;
  const because = code === 'UNIT_UNREADABLE' ? refusals.map(({ message }) => `: ${message}`).join('') : '';
  return new OtpforgeError(code, {
    message: `${texts[code](taken)}${because}; die ${uid}: ${ledgerText(unit, stage)}. Nothing was written`,
    remedy: remedies[code],
    details: {
      uid,
      ...(unit && { unit: unit.unit, product: unit.product }),
      ...(stage && { stage: stage.stage, state: stage.state }),
      ...(reworkAt !== undefined && { rework: reworkAt }),
      ...(owner && { owner: owner.of.unit, ownerState: owner.of.state, field: owner.value.field }),
    },
  });
}

const texts: Readonly<Record<VisitRefusal, (taken: TakenUnit) => string>> = {
  UNIT_SCRAPPED: ({ stage }) =>
    `the unit is scrapped${stage?.reason === undefined ? '' : `: ${stage.reason}`}`,
  UNIT_UNREADABLE: ({ content, isProtected }) =>
    content.kind === 'unreadable'
      ? 'the chip does not let its OTP be read'
      : isProtected
        ? 'the chip has the read protection that the line sets, and nothing can be burnt any more'
        : `a unit at ${hex32(content.address ?? 0)} is damaged, and nobody knows this die`,
  IDENTITY_TAKEN: ({ owners }) => `the chip holds ${ownersText(owners)}`,
  IDENTITY_UNKNOWN: ({ content }) =>
    `the chip is not blank${whereText(content)}, and the ledger does not know it`,
  IDENTITY_DIFFERS: ({ content }) =>
    `the chip holds something that the ledger did not give it${whereText(content)}`,
  IDENTITY_ERASED: () => 'the reserved sector was erased after the unit was burnt',
  UID_TWICE: () => 'the chip is blank, but a die of this unique ID was burnt before',
  UNIT_BUSY: ({ live, stage }) => {
    const at = live && live !== stage ? ` at stage ${live.stage}` : '';
    return `station ${live?.claim?.station ?? '?'}, slot ${live?.claim?.slot ?? '?'} is busy with this die${at}`;
  },
  REWORK_OPEN: (taken) => {
    const at = otherRework(taken);
    return `the firmware of this verified unit was being written again${at === undefined ? '' : ` at stage ${at}`}, and the ledger has no good end of that`;
  },
  VERIFIED_UNIT_CHANGED: ({ content }) =>
    `the unit was verified, and does not read as it did${whereText(content)}`,
};

const remedies: Readonly<Record<VisitRefusal, string>> = {
  UNIT_SCRAPPED: 'Take the board out of the line.',
  UNIT_UNREADABLE: 'Set the board aside. otpforge ledger show has what the ledger knows of the die.',
  IDENTITY_TAKEN: 'Stop and find out how two dies came to one value: set both boards aside.',
  IDENTITY_UNKNOWN:
    'If it was burnt before this ledger began, take it over with otpforge ledger adopt. Else set the board aside.',
  IDENTITY_DIFFERS:
    'Set the board aside: another tool wrote to it, or the ledger is not the one of this line.',
  IDENTITY_ERASED: 'Burn the same values again with --rewrite, if the erase was meant.',
  UID_TWICE: 'Set the board aside: a chip with the unique ID of another one is probably a fake.',
  UNIT_BUSY: 'Wait until the other slot is done, then present the board again.',
  REWORK_OPEN:
    'Present the board again with --rework, at the stage where that began: its firmware may be erased in part.',
  VERIFIED_UNIT_CHANGED: 'Set the board aside: its OTP changed after it was verified.',
};

/** Another stage than the one that is visited, where that has no open rework itself. */
function otherRework({ unit, stage }: TakenUnit): string | undefined {
  const open = openReworks(unit);
  return open.some((each) => each === stage) ? undefined : open[0]?.stage;
}

/** Unique values with the units that they are of: one for each unit. */
export function ownersText(owners: readonly OtherOwner[]): string {
  return owners
    .filter(({ of }, at) => owners.findIndex((each) => each.of.unit === of.unit) === at)
    .map(({ value: { field, secret, text }, of: { unit, die, state } }) => {
      const named = secret ? field : `${field} ${text}`;
      return `${named} of unit ${unit}${die ? `, die ${die.uid}` : ''}, which is ${state}`;
    })
    .join(', and ');
}

/** The field or address that decided what a chip holds. */
export function whereText({ field, address }: TakenUnit['content']): string {
  if (field === undefined) return address === undefined ? '' : ` (at ${hex32(address)})`;
  return ` (${field}${address === undefined ? '' : ` at ${hex32(address)}`})`;
}

function ledgerText(unit: KnownUnit | undefined, stage: TakenUnit['stage']): string {
  if (!unit) return 'unknown to the ledger';
  return `unit ${unit.unit}${stage ? `, ${stage.state}` : ', without this stage'}`;
}

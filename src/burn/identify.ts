import {
  type Bank,
  type Device,
  isSector,
  type LevelOfChip,
  openValue,
  protectionLevel,
} from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Probe, ProbeIdentity } from '../probe/index.js';
import type { AddressRange } from '../range/index.js';
import { coreOfPart, cpuidAddress, partOfCore, partOfCpuid, uidText } from '../target/index.js';
import { hex, hex32 } from '../text/hex.js';
import { readIdcode } from './dbgmcu.js';
import { type OtpContents, readOtpContents, readProtectionLevel } from './otp-contents.js';
import type { PlanChip, Refusal } from './plan-types.js';
import { preconditionRefusals, readPreconditions } from './preconditions.js';
import { protectedAreaRefusals, readProtectedAreas } from './protected-areas.js';
import { isTargetFault, readWhole, readWord } from './words.js';

/** 0x411 is every STM32F2, and by an erratum revision A of STM32F405 to F417: a Cortex-M3 and a Cortex-M4. */
export const sharedDevIds: ReadonlySet<number> = new Set([0x411]);

/** What the chip says of itself, read once after reset-halt. */
export interface ChipIdentity extends PlanChip {
  readonly probe: ProbeIdentity;
  /** CPUID.PARTNO, where DEV_ID alone does not say which chip it is. */
  readonly part?: number | undefined;
  /** What each precondition of the bank holds. */
  readonly preconditions: readonly number[];
  /** The register of each protected area of the bank. */
  readonly protectedAreas?: readonly number[];
}

/** A chip after reset-halt: who it is, and its OTP where it may be read. */
export interface InspectedChip {
  readonly chip: ChipIdentity;
  readonly readProtection: number | undefined;
  readonly otp: OtpContents | undefined;
}

/** Resets and halts a chip, identifies it and reads its OTP. Writes nothing that outlives the supply. */
export async function inspectChip(probe: Probe, device: Device): Promise<InspectedChip> {
  const chip = await identifyChip(probe, device);
  const unread = { chip, otp: undefined };
  if (!isDevice(chip, device)) return { ...unread, readProtection: undefined };
  const isReadable = (value: number | undefined) => protectionLevel(device.bank, value).read === 'yes';
  try {
    const otp = await readOtpContents(probe, device);
    const { readProtection } = otp;
    return isReadable(readProtection) ? { chip, otp, readProtection } : { ...unread, readProtection };
  } catch (error) {
    if (!isTargetFault(error)) throw error;
    // Where a debugger may not read OTP it gets a bus error; any other bus error is one.
    const readProtection = await readProtectionLevel(probe, device.bank);
    // So it does in an area that is for code or for the secure mode alone.
    const isProtected = protectedAreaRefusals(chip.protectedAreas, device.bank).length > 0;
    if (isReadable(readProtection) && !isProtected) throw error;
    return { ...unread, readProtection };
  }
}

async function identifyChip(probe: Probe, device: Device): Promise<ChipIdentity> {
  const { bank } = device;
  const identity = await probe.identify();
  const { part, idcode } = await firstContact(async () => {
    await probe.resetHalt();
    return readIds(probe, device);
  });
  const known = { probe: identity, part, devId: idcode & 0xfff, revId: idcode >>> 16 };
  // On another chip every further address may be anything, so nothing more is touched.
  if (!isDevice(known, device)) return { ...known, uid: '', flashKb: 0, preconditions: [] };
  const unique = await readIdentityArea(probe, device);
  return {
    ...known,
    uid: uidText(unique.uid),
    flashKb: unique.flashKb,
    preconditions: await readPreconditions(probe, bank),
    protectedAreas: await readProtectedAreas(probe, bank),
  };
}

async function readIds(
  probe: Probe,
  { bank: { identity }, line }: Device,
): Promise<{ readonly part?: number; readonly idcode: number }> {
  const idcode = await readWord(probe, identity.idcode);
  const needsClock = idcode === 0 && identity.dbgmcuClock !== undefined;
  if (!needsClock && !sharedDevIds.has(idcode & 0xfff)) return { idcode };
  const part = partOfCpuid(await readWord(probe, cpuidAddress));
  // On a chip with another core that register may be any other one.
  if (!needsClock || !hasCore({ part }, line.core)) return { part, idcode };
  return { part, idcode: await readIdcode(probe, identity) };
}

// At read protection level 2 the debug port is off forever, and every access ends alike (RM0090 §3.7.3).
async function firstContact<T>(reach: () => Promise<T>): Promise<T> {
  try {
    return await reach();
  } catch (error) {
    if (!isTargetFault(error)) throw error;
    throw new OtpforgeError('TARGET_FAULT', {
      ...error.within((text) => `the chip lets no debugger in: ${text}`),
      remedy:
        'It may be at read protection level 2, which ends debug access forever, or be held in reset, without ' +
        'supply, or another device than the one named.',
    });
  }
}

/** Every reason that the chip itself gives for not burning. */
export function identityRefusals(
  { chip, readProtection }: Omit<InspectedChip, 'otp'>,
  device: Device,
  burns = true,
): readonly Refusal[] {
  const wrong = deviceRefusals(chip, device);
  if (!isDevice(chip, device)) return wrong;
  return [...wrong, ...protectionRefusals(readProtection, device), ...supplyRefusals(chip, device, burns)];
}

/** The part of a chip's identity that plans and reports carry. */
export function planChipOf({ devId, revId, uid, flashKb }: ChipIdentity): PlanChip {
  return { devId, revId, uid, flashKb };
}

function isDevice(chip: Pick<ChipIdentity, 'devId' | 'part'>, { line }: Device): boolean {
  return line.devIds.includes(chip.devId) && hasCore(chip, line.core);
}

function hasCore({ part }: Pick<ChipIdentity, 'part'>, core: string): boolean {
  const wanted = partOfCore(core);
  return part === undefined || wanted === undefined || wanted === part;
}

function deviceRefusals(chip: ChipIdentity, device: Device): readonly Refusal[] {
  const { bank, line } = device;
  if (chip.part !== undefined && !hasCore(chip, line.core)) {
    return [
      {
        code: 'DEV_ID',
        address: cpuidAddress,
        message: `the chip's core is ${coreText(chip.part)} (CPUID at ${hex32(cpuidAddress)}), ${device.name} has a ${line.core}`,
        remedy: 'Name the right device with --device, or fit the right chip.',
      },
    ];
  }
  if (!isDevice(chip, device)) {
    const others = bank.lines.filter(({ devIds }) => devIds.includes(chip.devId)).map(({ name }) => name);
    return [
      {
        code: 'DEV_ID',
        address: bank.identity.idcode,
        message: `the chip's DEV_ID at ${hex32(bank.identity.idcode)} is ${hex(chip.devId)}, ${device.name} has ${line.devIds.map(hex).join(' or ')}`,
        remedy: others.length
          ? `The chip is of ${others.join(', ')}: name the right device with --device, or fit the right chip.`
          : 'Name the right device with --device, or fit the right chip.',
      },
    ];
  }
  if (chip.flashKb !== device.flashKb) {
    return [
      {
        code: 'FLASH_SIZE',
        address: bank.identity.flashSize,
        message: `the chip's flash size at ${hex32(bank.identity.flashSize)} is ${chip.flashKb} KB, ${device.name} has ${device.flashKb} KB`,
        remedy: 'Name the device that is really fitted with --device.',
      },
    ];
  }
  return [];
}

function coreText(part: number): string {
  const core = coreOfPart(part);
  return core === undefined ? `unknown, part ${hex(part)}` : `a ${core}`;
}

function protectionRefusals(value: number | undefined, { bank }: Device): readonly Refusal[] {
  const protection = bank.readProtection;
  const level = protectionLevel(bank, value);
  // What nobody knows to work is not tried on a cell that takes one try.
  if (!protection || level.program === 'yes') return [];
  return [
    {
      code: 'READ_PROTECTION',
      address: protection.register,
      message: `read protection level ${level.level ?? 'unknown'} is on (RDP ${hex(value ?? 0)} at ${hex32(protection.register)}, level 0 is ${hex(openValue(protection))}): ${allowed(level, bank)}`,
      remedy:
        'Only code that boots from flash can burn this chip. otpforge never lowers the protection, since that erases the whole main flash.',
    },
  ];
}

function allowed({ read, program }: LevelOfChip, bank: Bank): string {
  const what = isSector(bank) ? 'the reserved sector' : 'OTP';
  if (read === 'no' && program === 'no') return `a debugger can neither read nor program ${what}`;
  const can = { yes: 'can', no: 'cannot', unknown: 'perhaps cannot' } as const;
  return `a debugger ${can[read]} read ${what}, and ${can[program]} program it`;
}

function supplyRefusals(chip: ChipIdentity, { bank }: Device, burns: boolean): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const { vtrefMv } = chip.probe;
  const { minimumMv, maximumMv } = bank.supply;
  if (vtrefMv !== undefined && (vtrefMv < minimumMv || vtrefMv > maximumMv)) {
    refusals.push({
      code: 'VOLTAGE',
      message: `the target's reference voltage is ${vtrefMv} mV, ${bank.family} works from ${minimumMv} to ${maximumMv} mV`,
      remedy: 'Check the supply of the board and the VTref pin of the debug connector.',
    });
  }
  return [
    ...refusals,
    ...preconditionRefusals(chip.preconditions, bank, burns),
    ...protectedAreaRefusals(chip.protectedAreas, bank),
  ];
}

/** Who a chip says that it is, apart from all else. */
export async function readDie(
  probe: Probe,
  device: Device,
): Promise<{ readonly devId: number; readonly uid: string }> {
  const { idcode } = await readIds(probe, device);
  return { devId: idcode & 0xfff, uid: await readUid(probe, device) };
}

/** The unique ID alone, as plans have it. */
export async function readUid(probe: Probe, { bank }: Device): Promise<string> {
  const { address, length } = uidRange(bank);
  return uidText(await readWhole(probe, address, length));
}

export function uidRange({ identity }: Bank): AddressRange {
  return { address: identity.uid, length: identity.uidSize };
}

// UID and flash size lie close together on every bank, so that one access reads both.
async function readIdentityArea(
  probe: Probe,
  { bank }: Device,
): Promise<{ uid: Uint8Array; flashKb: number }> {
  const { uid, uidSize, flashSize, flashSizeMask = 0xffff } = bank.identity;
  const start = Math.min(uid, flashSize) & ~3;
  const end = Math.max(uid + uidSize, flashSize + 2);
  if (end - start > 256) {
    const size = await probe.readMemory(flashSize, 2);
    return { uid: await probe.readMemory(uid, uidSize), flashKb: uint16(size, 0) & flashSizeMask };
  }
  const area = await readWhole(probe, start, (end - start + 3) & ~3);
  return {
    uid: area.slice(uid - start, uid - start + uidSize),
    flashKb: uint16(area, flashSize - start) & flashSizeMask,
  };
}

function uint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
}

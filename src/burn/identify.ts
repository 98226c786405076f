import type { Bank, Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Probe, ProbeIdentity } from '../probe/index.js';
import { hex, hex32 } from '../text/hex.js';
import type { PlanChip, Refusal } from './plan-types.js';

/** What the chip says of itself, read once after reset-halt. */
export interface ChipIdentity extends PlanChip {
  readonly probe: ProbeIdentity;
  readonly readProtection: number | undefined;
  readonly voltageScaling: number | undefined;
}

/** Resets and halts the chip, then reads its identity and what decides whether a burn is allowed. */
export async function identifyChip(probe: Probe, device: Device): Promise<ChipIdentity> {
  const identity = await probe.identify();
  await probe.resetHalt();
  const { bank } = device;
  const idcode = await readWord(probe, bank.identity.idcode);
  const known = { probe: identity, devId: idcode & 0xfff, revId: idcode >>> 16 };
  // On another chip every further address may be anything, so nothing more is touched.
  if (!device.line.devIds.includes(known.devId)) {
    return { ...known, uid: '', flashKb: 0, readProtection: undefined, voltageScaling: undefined };
  }
  const unique = await readIdentityArea(probe, device);
  return {
    ...known,
    uid: Buffer.from(unique.uid).toString('hex').toUpperCase(),
    flashKb: unique.flashKb,
    readProtection: bank.readProtection && (await readField(probe, bank.readProtection)),
    voltageScaling: bank.voltageScaling && (await readVoltageScaling(probe, bank.voltageScaling)),
  };
}

/** Every reason that the chip itself gives for not burning. */
export function identityRefusals(chip: ChipIdentity, device: Device): readonly Refusal[] {
  const wrong = deviceRefusals(chip, device);
  if (wrong.some(({ code }) => code === 'DEV_ID')) return wrong;
  return [...wrong, ...protectionRefusals(chip, device), ...supplyRefusals(chip, device)];
}

/** The part of a chip's identity that plans and reports carry. */
export function planChipOf({ devId, revId, uid, flashKb }: ChipIdentity): PlanChip {
  return { devId, revId, uid, flashKb };
}

function deviceRefusals(chip: ChipIdentity, device: Device): readonly Refusal[] {
  const { bank, line } = device;
  if (!line.devIds.includes(chip.devId)) {
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

function protectionRefusals(chip: ChipIdentity, { bank }: Device): readonly Refusal[] {
  const protection = bank.readProtection;
  if (!protection || chip.readProtection === protection.level0) return [];
  const level = chip.readProtection === protection.level2 ? 2 : 1;
  return [
    {
      code: 'READ_PROTECTION',
      address: protection.register,
      message: `read protection level ${level} is on (RDP ${hex(chip.readProtection ?? 0)} at ${hex32(protection.register)}, level 0 is ${hex(protection.level0)}): a debugger can neither read nor program OTP`,
      remedy:
        'Only code that boots from flash can burn this chip. otpforge never lowers the protection, since that erases the whole main flash.',
    },
  ];
}

function supplyRefusals(chip: ChipIdentity, { bank }: Device): readonly Refusal[] {
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
  const scaling = bank.voltageScaling;
  if (scaling && chip.voltageScaling !== scaling.required) {
    refusals.push({
      code: 'VOLTAGE_SCALING',
      address: scaling.register,
      message: `voltage scaling at ${hex32(scaling.register)} is range ${chip.voltageScaling}, programming needs range ${scaling.required}`,
      remedy: 'Power the board off and on: range 1 is what the chip starts with.',
    });
  }
  return refusals;
}

// UID and flash size lie close together on every bank, so that one access reads both.
async function readIdentityArea(
  probe: Probe,
  { bank }: Device,
): Promise<{ uid: Uint8Array; flashKb: number }> {
  const { uid, uidSize, flashSize } = bank.identity;
  const start = Math.min(uid, flashSize) & ~3;
  const end = Math.max(uid + uidSize, flashSize + 2);
  if (end - start > 256) {
    const size = await probe.readMemory(flashSize, 2);
    return { uid: await probe.readMemory(uid, uidSize), flashKb: uint16(size, 0) };
  }
  const area = await probe.readMemory(start, (end - start + 3) & ~3);
  return {
    uid: area.slice(uid - start, uid - start + uidSize),
    flashKb: uint16(area, flashSize - start),
  };
}

async function readVoltageScaling(
  probe: Probe,
  scaling: NonNullable<Bank['voltageScaling']>,
): Promise<number> {
  if (scaling.clock) await probe.writeMemory(scaling.clock.address, Uint8Array.of(scaling.clock.value), 1);
  return readField(probe, scaling);
}

async function readField(
  probe: Probe,
  field: { register: number; shift: number; mask: number },
): Promise<number> {
  return ((await readWord(probe, field.register)) >>> field.shift) & field.mask;
}

async function readWord(probe: Probe, address: number): Promise<number> {
  const bytes = await probe.readMemory(address, 4, 4);
  if (bytes.length !== 4) {
    throw new OtpforgeError('TARGET_FAULT', {
      message: `${hex32(address)}: ${bytes.length} bytes answered instead of 4`,
      details: { address },
    });
  }
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function uint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
}

import type { Bank, Device } from '../bank/index.js';
import { type Controller, maskOf, maskOfNames, placeOf } from '../controller/index.js';
import { around, OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { endOf, rangeOf } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { forgetEccErrors } from './ecc-flags.js';
import { readOtpContents } from './otp-contents.js';
import { readWord, writeWord } from './words.js';

/**
 * Erases the reserved sector of a chip through the registers of its flash interface, while the core is halted, and reads
 * it back. `begin` is called just before the erase. Errors: SECTOR_ERASE_FAILED, SECTOR_ERASE_INTERRUPTED.
 */
export async function eraseSector(probe: Probe, device: Device, begin: () => void): Promise<void> {
  let begun = false;
  try {
    await erase(probe, device, () => {
      begin();
      begun = true;
    });
    await checkBlank(probe, device);
  } catch (cause) {
    if (!begun || (cause instanceof OtpforgeError && cause.code === 'SECTOR_ERASE_FAILED')) throw cause;
    throw new OtpforgeError('SECTOR_ERASE_INTERRUPTED', {
      ...around(cause, (text) => `interrupted while erasing ${sectorText(device.bank)}: ${text}`),
      remedy: 'Run the same command again: cells whose erase was interrupted can read right and be weak.',
    });
  }
}

// RM0433 §4.3.10: no operation, unlock, clear old errors, choose the sector, start, wait, check.
async function erase(probe: Probe, { bank }: Device, begin: () => void): Promise<void> {
  const at = registersOf(bank);
  await probe.resetHalt();
  await idle(probe, at, bank);
  await unlock(probe, at, bank);
  await writeWord(probe, at.clear, at.flags);
  begin();
  // All other fields are 0: PSIZE then is x8, which every supply allows.
  await writeWord(probe, at.control, at.select);
  await writeWord(probe, at.control, (at.select | at.start) >>> 0);
  const status = await idle(probe, at, bank);
  // A write that locks changes no other bit.
  for (const value of [0, at.lock]) await writeWord(probe, at.control, value);
  if ((status & at.errors) === 0) return;
  await writeWord(probe, at.clear, at.flags);
  throw failed(bank, `SR at ${hex32(at.status)} is ${hex32(status)}`, {
    remedy: 'Write protection, PCROP or a secure area may cover it: look at the option bytes.',
  });
}

interface EraseRegisters {
  readonly control: number;
  readonly status: number;
  readonly clear: number;
  readonly key: number;
  readonly keys: readonly [number, number];
  /** Masks of the control register: the chosen sector, the start, the lock. */
  readonly select: number;
  readonly start: number;
  readonly lock: number;
  /** Masks of the status register: operations that run, flags that are cleared, errors among them. */
  readonly busy: number;
  readonly flags: number;
  readonly errors: number;
}

function registersOf(bank: Bank): EraseRegisters {
  const { erase, registers, unlock, status, control } = controllerOf(bank);
  const register = (name: string): number => bank.controller.base + (registers[name] ?? 0);
  const number = placeOf(control.bits, erase.number);
  const shift = typeof number === 'number' ? number : number[0];
  const chosen = (bank.sector?.number ?? 0) << shift;
  return {
    control: register(control.register),
    status: register(status.register),
    clear: register(status.clear.register),
    key: register(unlock.register),
    keys: unlock.keys,
    select: (maskOfNames(control.bits, [erase.sector]) | chosen) >>> 0,
    start: maskOfNames(control.bits, [erase.start]),
    lock: maskOf(placeOf(control.bits, control.lock)),
    busy: maskOfNames(status.bits, [...status.busy, ...status.pending]),
    flags: maskOfNames(status.bits, status.clear.bits),
    errors: maskOfNames(status.bits, status.errors),
  };
}

function controllerOf({ name, flashInterface, sector }: Bank): Controller & {
  readonly erase: NonNullable<Controller['erase']>;
} {
  const erase = flashInterface?.erase;
  if (!flashInterface || !erase || !sector) throw new RangeError(`the bank ${name} has no sector to erase`);
  return { ...flashInterface, erase };
}

async function unlock(probe: Probe, { control, lock, key, keys }: EraseRegisters, bank: Bank): Promise<void> {
  if (((await readWord(probe, control)) & lock) === 0) return;
  for (const each of keys) await writeWord(probe, key, each);
  if (((await readWord(probe, control)) & lock) === 0) return;
  throw failed(bank, 'the flash controller does not unlock: nothing was erased', {
    remedy: 'Power the board off and on, and run the command again.',
  });
}

/** An erase of 128 KB takes 4 s at most (DS12110); a simulated chip counts accesses. */
const patienceMs = 60_000;

/** What the status register holds when no operation runs. */
async function idle(probe: Probe, { status, busy }: EraseRegisters, bank: Bank): Promise<number> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await readWord(probe, status);
    if ((value & busy) === 0) return value;
    if (performance.now() > end) throw failed(bank, `SR at ${hex32(status)} stays ${hex32(value)}`);
  }
}

async function checkBlank(probe: Probe, device: Device): Promise<void> {
  const { bank } = device;
  await forgetEccErrors(probe, bank);
  const { bytes, ecc } = await readOtpContents(probe, device);
  const [damaged] = ecc.keys();
  const offset = bytes.findIndex((byte) => byte !== bank.otp.erasedValue);
  if (damaged === undefined && offset === -1) return;
  const address = damaged ?? bank.otp.base + offset;
  throw failed(bank, `${hex32(address)} is not blank${damaged === undefined ? '' : ': an ECC error'}`, {
    remedy: 'Run the command again.',
  });
}

function failed(
  bank: Bank,
  why: string,
  { remedy = 'Power the board off and on, and run the command again.' } = {},
) {
  return new OtpforgeError('SECTOR_ERASE_FAILED', {
    message: `${sectorText(bank)} is not erased: ${why}`,
    remedy,
    details: { address: bank.otp.base },
  });
}

function sectorText({ otp }: Bank): string {
  const range = rangeOf(otp);
  return `the reserved sector, ${hex32(range.address)} to ${hex32(endOf(range) - 1)},`;
}

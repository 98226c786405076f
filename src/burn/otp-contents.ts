import { type Bank, type Device, isSector } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { freezeWatchdog } from './dbgmcu.js';
import { clearEccFlags, type EccState, eccStateOf, forgetEccErrors, readEccState } from './ecc-flags.js';
import { readSector } from './sector-reader.js';
import { readWhole, readWords, writeWord } from './words.js';

export type { EccState } from './ecc-flags.js';

/** A bank as it was read. */
export interface OtpContents {
  /** The whole bank, lock bytes included; a damaged unit is filled with zeros and means nothing. */
  readonly bytes: Uint8Array;
  /** Write units with an ECC error, by address. */
  readonly ecc: ReadonlyMap<number, EccState>;
  readonly readProtection: number | undefined;
}

/**
 * Reads the whole bank in one access, past the units known to be damaged, and then looks at the ECC flags and the
 * read protection. Only when a flag is set is every unit read by itself, to find out which one it was; a damaged
 * one pends an NMI, which reset-halt takes back. Errors: TARGET_FAULT.
 */
export async function readOtpContents(
  probe: Probe,
  device: Device,
  damaged: ReadonlyMap<number, EccState> = new Map(),
): Promise<OtpContents> {
  const { bank } = device;
  const ofSector = isSector(bank) ? await readSector(probe, bank, damaged) : undefined;
  const bytes = ofSector?.bytes ?? (await readOtpBytes(probe, device, damaged));
  const { eccWords, readProtection, isWatched } = await readStatus(probe, bank);
  // It counts while the core is halted, and a bite would let the firmware run (RM0090 §21.3.4).
  if (isWatched && bank.watchdog) await freezeWatchdog(probe, bank.identity, bank.watchdog.freeze);
  if (ofSector) return { ...ofSector, readProtection };
  const { ecc } = bank.otp;
  if (!ecc || eccStateOf(ecc, eccWords) === undefined) return { bytes, ecc: damaged, readProtection };
  return { ...(await readUnitByUnit(probe, bank, ecc, damaged)), readProtection };
}

/**
 * Reads the whole bank after a burn, as readOtpContents does. The protection was looked at before the burn, so that
 * a bank without ECC is one access.
 */
export async function readOtpBack(
  probe: Probe,
  device: Device,
  damaged: ReadonlyMap<number, EccState> = new Map(),
): Promise<Pick<OtpContents, 'bytes' | 'ecc'>> {
  if (device.bank.otp.ecc) return readOtpContents(probe, device, damaged);
  return { bytes: await readPast(probe, device.bank, damaged), ecc: damaged };
}

/** Reads the whole bank past the units known to be damaged, and looks at no flag. */
export async function readOtpBytes(
  probe: Probe,
  { bank }: Device,
  damaged: ReadonlyMap<number, EccState>,
): Promise<Uint8Array> {
  // A line that comes into a cache would bring the errors of the damaged units that are read past.
  if (bank.otp.ecc?.cache && damaged.size > 0) await switchOff(probe, bank.otp.ecc.cache);
  return readPast(probe, bank, damaged);
}

/** Whether a bank with such units is not read in one access. */
export function isReadPast(ecc: ReadonlyMap<number, EccState>): boolean {
  return [...ecc.values()].includes('damaged');
}

/** What the flash controller says; undefined when the chip has no read protection that forbids a read. */
export async function readProtectionLevel(probe: Probe, bank: Bank): Promise<number | undefined> {
  return (await readStatus(probe, bank)).readProtection;
}

async function readPast(
  probe: Probe,
  { otp }: Bank,
  damaged: ReadonlyMap<number, EccState>,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(otp.size);
  let start = otp.base;
  const skipped = [...damaged].filter(([, state]) => state === 'damaged').map(([address]) => address);
  for (const stop of [...skipped.toSorted((a, b) => a - b), otp.base + otp.size]) {
    if (stop > start) bytes.set(await readWhole(probe, start, stop - start), start - otp.base);
    start = stop + otp.writeUnit;
  }
  return bytes;
}

async function readUnitByUnit(
  probe: Probe,
  bank: Bank,
  flags: NonNullable<Bank['otp']['ecc']>,
  known: ReadonlyMap<number, EccState>,
): Promise<Pick<OtpContents, 'bytes' | 'ecc'>> {
  const { base, size, writeUnit } = bank.otp;
  const bytes = new Uint8Array(size);
  const ecc = new Map(known);
  // What a cache or a buffer holds from the first reading reports no error (RM0351 §3.3.2).
  await forgetEccErrors(probe, bank);
  if (flags.cache) await switchOff(probe, flags.cache);
  for (let address = base; address < base + size; address += writeUnit) {
    if (known.get(address) === 'damaged') continue;
    const unit = await readWhole(probe, address, writeUnit);
    const state = await readEccState(probe, flags);
    if (state !== 'damaged') bytes.set(unit, address - base);
    if (state === undefined) continue;
    ecc.set(address, state);
    await clearEccFlags(probe, flags);
  }
  await forgetEccErrors(probe, bank);
  if (ecc.size > 0) return { bytes, ecc };
  // The flag came back from no unit: it was left over from before, and the first reading stands.
  return { bytes, ecc: known };
}

// Until the next reset.
async function switchOff(
  probe: Probe,
  { register, enable }: { register: number; enable: number },
): Promise<void> {
  const [value = 0] = await readWords(probe, [register]);
  await writeWord(probe, register, (value & ~enable) >>> 0);
}

interface Status {
  /** What each ECC register holds, in their order. */
  readonly eccWords: readonly number[];
  readonly readProtection: number | undefined;
  /** The option bytes have started the watchdog at the reset. */
  readonly isWatched: boolean;
}

async function readStatus(
  probe: Probe,
  { otp, readProtection: protection, watchdog }: Bank,
): Promise<Status> {
  const ecc = otp.ecc?.registers.map(({ register }) => register) ?? [];
  const wanted = [...ecc, protection?.register, watchdog?.option.register];
  const registers = [...new Set(wanted.filter((address) => address !== undefined))];
  const words = registers.length > 0 ? await readWords(probe, registers) : [];
  const wordAt = (register: number): number => words[registers.indexOf(register)] ?? 0;
  return {
    eccWords: ecc.map(wordAt),
    readProtection: protection && (wordAt(protection.register) >>> protection.shift) & protection.mask,
    isWatched:
      watchdog !== undefined && ((wordAt(watchdog.option.register) >>> watchdog.option.bit) & 1) === 0,
  };
}

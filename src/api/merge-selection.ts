import {
  areaName,
  type Bank,
  type Device,
  findDevice,
  flashParts,
  isSector,
  type LoadedBank,
  largestDevice,
  otpRange,
} from '../bank/index.js';
import { gapRefusal, gapsOf, sectorRefusals } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { BlankRule, Selection, SparseImage } from '../image/index.js';
import { type AddressRange, endOf, subtractRanges } from '../range/index.js';

/** An area by name, of the chip that is named, or by its addresses. */
export type SelectedArea = 'flash' | 'otp' | 'sector' | AddressRange;

export interface SelectionOptions {
  /** Take nothing else of the input files. */
  readonly only?: readonly SelectedArea[];
  readonly without?: readonly SelectedArea[];
  /** Padding of a dump: whole write units of 0xFF outside the main flash count as absent. */
  readonly blankIsAbsent?: boolean;
}

/** The chip whose areas are meant, as far as it is known: a layout knows only the bank. */
export interface Chip {
  readonly bank: Bank;
  readonly device: Device | undefined;
}

export function isSelective({ only, without, blankIsAbsent }: SelectionOptions): boolean {
  return only !== undefined || without !== undefined || blankIsAbsent === true;
}

/** The selection in addresses. Errors: USAGE (an area by name, and no chip). */
export function selectionOf(options: SelectionOptions, chip: Chip | undefined): Selection {
  const { only, without, blankIsAbsent } = options;
  return {
    ...(only && { only: only.flatMap((area) => rangesOfArea(area, '--only', chip)) }),
    ...(without && { without: without.flatMap((area) => rangesOfArea(area, '--without', chip)) }),
    ...(blankIsAbsent && { blank: paddingOf(chip ?? noChip('--blank-is-absent')) }),
  };
}

/** Where units of all ones are left out of the output; undefined where they may be programmed again. */
export function writeOnceUnits({ bank }: Chip): BlankRule | undefined {
  const { base, data, writeUnit: unit, erasedValue, rewrite } = bank.otp;
  if (rewrite !== 'once') return undefined;
  const area = { address: base + data.offset, length: data.size };
  return { area, base, unit, erasedValue, leastRun: unit };
}

/** Refuses what an ELF loads outside its sections into the OTP of any bank: the output would not tell it from data. */
export function refuseGaps(image: SparseImage, banks: readonly LoadedBank[]): void {
  for (const { bank } of banks) {
    const otp = otpRange(bank);
    const [gap] = gapsOf(image.clip(otp.address, endOf(otp)));
    if (gap === undefined) continue;
    const { message, remedy } = gapRefusal(gap, bank);
    throw new OtpforgeError('IMAGE_REGION', { message, remedy, details: { address: gap.address } });
  }
}

/** Refuses input files whose bytes in a reserved sector are firmware: beside a layout all of them are. */
export function refuseFirmware(inputs: readonly SparseImage[], bank: Bank, hasLayout: boolean): void {
  for (const image of inputs) {
    const [found] = sectorRefusals(image, bank, hasLayout ? [] : undefined);
    if (!found) continue;
    const { message, remedy, address = bank.otp.base } = found;
    throw new OtpforgeError('SECTOR_FIRMWARE', { message, remedy, details: { address } });
  }
}

/** The named device, or the bank of the layout alone. */
export function chipOf(
  device: string | undefined,
  bank: Bank | undefined,
  banks: readonly LoadedBank[],
): Chip | undefined {
  if (device !== undefined) {
    const found = findDevice(device, banks);
    return { bank: found.bank, device: found };
  }
  return bank && { bank, device: undefined };
}

function rangesOfArea(area: SelectedArea, flag: string, chip: Chip | undefined): readonly AddressRange[] {
  if (typeof area !== 'string') return [area];
  const known = chip ?? noChip(`${flag} ${area}`);
  const { bank } = known;
  if (area === 'flash') return flashOf(known);
  if (isSector(bank) !== (area === 'sector')) throw otherArea(`${flag} ${area}`, bank);
  return [otpRange(bank)];
}

function otherArea(flag: string, bank: Bank): OtpforgeError {
  const [has, name] = isSector(bank) ? ['no OTP', 'sector'] : ['no reserved sector', 'otp'];
  return new OtpforgeError('USAGE', {
    message: `${flag}: a chip of the bank ${bank.name} has ${has}`,
    remedy: `Its ${areaName(bank)} is called ${name} there.`,
  });
}

/** Without a device the flash of the largest one of the bank: what a smaller one lacks is refused by its plan. */
function flashOf({ bank, device }: Chip): readonly AddressRange[] {
  const parts = flashParts(device ?? largestDevice(bank));
  return isSector(bank) ? subtractRanges(parts, [otpRange(bank)]) : parts;
}

/**
 * Padding is never looked for in the main flash: there an absent byte keeps what an older firmware has left. Where a unit
 * is a byte, a few bytes of 0xFF may be a part of a value; a lock byte is a unit of its own.
 */
function paddingOf(chip: Chip): readonly BlankRule[] {
  const { base, data, locks, writeUnit: unit, erasedValue } = chip.bank.otp;
  const rule = { base, unit, erasedValue };
  const leastRun = Math.max(unit, leastPadding);
  const lockBytes = locks && { address: base + locks.offset, length: locks.count };
  const all = subtractRanges(
    [{ address: 0, length: 2 ** 32 }],
    [...flashOf(chip), { address: base + data.offset, length: data.size }, ...(lockBytes ? [lockBytes] : [])],
  );
  return [
    { ...rule, area: { address: base + data.offset, length: data.size }, leastRun },
    ...(lockBytes ? [{ ...rule, area: lockBytes, leastRun: unit }] : []),
    ...all.map((area) => ({ ...rule, area, leastRun })),
  ];
}

const leastPadding = 8;

function noChip(flag: string): never {
  throw new OtpforgeError('USAGE', {
    message: `${flag} needs to know the chip`,
    remedy: 'Name it with --device, for example --device STM32L476RG, or give the layout with --layout.',
  });
}

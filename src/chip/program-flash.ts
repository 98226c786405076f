import { type Device, flashParts, type Sector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { contains, endOf } from '../range/index.js';
import type { FlashProgress } from '../target/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { ChipSystem } from './chip-system.js';
import type { ChipClock } from './clock.js';
import type { Area, FlashController } from './controllers/controller.js';
import { cutUnit } from './controllers/ecc-unit.js';
import { inReservedSector } from './controllers/main-flash.js';
import { PowerLost } from './memory/bus-error.js';
import { cutByte, cutErase } from './memory/cut-short.js';
import type { CellArray, Die } from './memory/die.js';

/** Bytes for consecutive addresses of the main flash. */
export interface FlashSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A probe's own download: erases every touched sector, programs the bytes, takes the time for both. */
export function programMainFlash(
  device: Device,
  die: Die,
  system: ChipSystem,
  segments: readonly FlashSegment[],
  progress: (state: FlashProgress) => void,
): void {
  const { controller, clock } = system;
  for (const segment of segments) checkRange(device, segment);
  if (controller.readProtection !== 0) {
    throw new OtpforgeError('CHIP_FLASH_PROTECTED', {
      message: `the main flash is at read protection level ${controller.readProtection}: a debugger cannot program it`,
      remedy: 'Use a chip at level 0; going back to level 0 would erase the main flash.',
    });
  }
  system.finishOperation();
  const sectors = controller.sectors.filter((sector) =>
    segments.some((segment) => touches(device, sector, segment)),
  );
  const base = device.bank.flash.base;
  const eraseCycles = clock.cyclesOf(controller.eraseTimeUs);
  for (const [index, { offset, size }] of sectors.entries()) {
    system.operationStarted({ kind: 'erase', ...placeOf(device, offset) }, eraseCycles);
    takeTime(clock, eraseCycles, (share) => cutErase(die.main, controller.cellAt(offset), size, share));
    progress({ phase: 'erase', done: index + 1, total: sectors.length });
  }
  const total = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const unitCycles = clock.cyclesOf(device.bank.timing.tprogTypicalUs);
  let done = 0;
  for (const { address, bytes } of segments) {
    for (const unit of unitsOf(die.main, address - base, bytes, {
      mainUnit: controller.mainUnit,
      cellAt: (offset) => controller.cellAt(offset),
    })) {
      if (unit.wanted.every((byte) => byte === 0xff)) continue;
      system.operationStarted({ kind: 'program', ...placeOf(device, unit.offset) }, unitCycles);
      takeTime(clock, unitCycles, (share) => programUnit(die.main, unit, share));
    }
    done += bytes.length;
    progress({ phase: 'program', done, total });
  }
}

// The work is done when its time is over, or as far as it came when the supply went in between.
function takeTime(clock: ChipClock, cycles: number, work: (share: number) => void): void {
  const start = clock.now;
  try {
    clock.advance(cycles);
  } catch (error) {
    if (error instanceof PowerLost) work((clock.now - start) / cycles);
    throw error;
  }
  work(1);
}

function checkRange(device: Device, { address, bytes }: FlashSegment): void {
  const parts = flashParts(device);
  const { length } = bytes;
  if (parts.some((part) => contains(part, { address, length }))) return;
  const { base } = device.bank.flash;
  const end = Math.max(...parts.map(endOf));
  const places = parts.map((part) => `${hex32(part.address)} to ${hex32(endOf(part) - 1)}`).join(' and ');
  throw new OtpforgeError('CHIP_FLASH_RANGE', {
    message: `${count(length, 'byte')} at ${hex32(address)}: not in the main flash of ${device.name}, ${places}`,
    remedy: 'Build the firmware for this device, or name the right device.',
    details: { address, length, base, end },
  });
}

function placeOf(device: Device, offset: number): { area: Area; address: number } {
  const address = device.bank.flash.base + offset;
  return { area: inReservedSector(device, address) ? 'otp' : 'main', address };
}

function touches(device: Device, sector: Sector, { address, bytes }: FlashSegment): boolean {
  const offset = address - device.bank.flash.base;
  return offset < sector.offset + sector.size && offset + bytes.length > sector.offset;
}

interface MainUnit {
  readonly offset: number;
  /** Where its cells are. */
  readonly cell: number;
  readonly wanted: Uint8Array;
}

// A download leaves out units of all ones, which would be spent on a part with ECC.
function* unitsOf(
  main: CellArray,
  offset: number,
  bytes: Uint8Array,
  { mainUnit: unit, cellAt }: Pick<FlashController, 'mainUnit' | 'cellAt'>,
): Generator<MainUnit> {
  for (let at = offset - (offset % unit); at < offset + bytes.length; at += unit) {
    const cell = cellAt(at);
    const wanted = main.bytes.slice(cell, cell + unit);
    const first = Math.max(at, offset);
    wanted.set(bytes.subarray(first - offset, at + unit - offset), first - at);
    yield { offset: at, cell, wanted };
  }
}

function programUnit(main: CellArray, { cell, wanted }: MainUnit, share: number): void {
  if (main.units) cutUnit(main, cell, wanted, share);
  else for (const [index, byte] of wanted.entries()) cutByte(main, cell + index, byte, share);
}

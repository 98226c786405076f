import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { FlashProgress } from '../probe/probe.js';
import { hex32 } from '../text/hex.js';
import type { ChipSystem } from './chip-system.js';
import type { Sector } from './controllers/controller.js';
import { type Die, UnitState } from './memory/die.js';

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
  sectors.forEach((sector, index) => {
    eraseSector(die, sector, controller.mainUnit);
    system.operationStarted({ kind: 'erase', area: 'main', address: device.bank.flash.base + sector.offset });
    clock.advance(clock.cyclesOf(controller.eraseTimeUs));
    progress({ phase: 'erase', done: index + 1, total: sectors.length });
  });
  const total = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const unitCycles = clock.cyclesOf(device.bank.timing.tprogTypicalUs);
  let done = 0;
  for (const { address, bytes } of segments) {
    const offset = address - device.bank.flash.base;
    die.main.bytes.set(bytes, offset);
    for (const unit of programmedUnits(die, offset, bytes.length, controller.mainUnit)) {
      system.operationStarted({ kind: 'program', area: 'main', address: device.bank.flash.base + unit });
      clock.advance(unitCycles);
    }
    done += bytes.length;
    progress({ phase: 'program', done, total });
  }
}

function checkRange(device: Device, { address, bytes }: FlashSegment): void {
  const { base } = device.bank.flash;
  const end = base + device.flashKb * 1024;
  if (address >= base && address + bytes.length <= end) return;
  throw new OtpforgeError('CHIP_FLASH_RANGE', {
    message: `${bytes.length} bytes at ${hex32(address)} are not in the main flash of ${device.name}, ${hex32(base)} to ${hex32(end - 1)}`,
    remedy: 'Build the firmware for this device, or name the right device.',
    details: { address, length: bytes.length, base, end },
  });
}

function touches(device: Device, sector: Sector, { address, bytes }: FlashSegment): boolean {
  const offset = address - device.bank.flash.base;
  return offset < sector.offset + sector.size && offset + bytes.length > sector.offset;
}

function eraseSector(die: Die, { offset, size }: Sector, unit: number): void {
  die.main.bytes.fill(0xff, offset, offset + size);
  die.main.units?.fill(UnitState.Erased, offset / unit, (offset + size) / unit);
}

// A download leaves out units of all ones, which would be spent on a part with ECC.
function programmedUnits(die: Die, offset: number, length: number, unit: number): readonly number[] {
  const units: number[] = [];
  for (let at = offset - (offset % unit); at < offset + length; at += unit) {
    if (isBlank(die.main.bytes, at, unit)) continue;
    die.main.units?.fill(UnitState.Programmed, at / unit, at / unit + 1);
    units.push(at);
  }
  return units;
}

function isBlank(bytes: Uint8Array, from: number, length: number): boolean {
  for (let index = from; index < from + length; index += 1) if (bytes[index] !== 0xff) return false;
  return true;
}

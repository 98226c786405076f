import { type Device, flashParts, isSector } from '../../bank/index.js';
import type { Area, FlashController } from '../controllers/controller.js';
import { areaBase, systemRange } from '../controllers/system-cells.js';
import { BusError } from './bus-error.js';
import type { Region } from './region.js';

// What a blank part with PEMPTY boots instead of its flash: a vector table and B . in place of ST's loader.
const systemMemory = (base: number) => Uint32Array.of(0x20001000, base + 9, 0xe7fee7fe);

/** Where the core finds its reset vector: a second place of the main flash, or of ST's loader. */
export interface BootPlace {
  readonly base: number;
  readonly isSystem: () => boolean;
  readonly systemMemory?: number | undefined;
}

/** Main flash and its second place, OTP and ST's reserved cells, all behind the controller. */
export function flashRegions(device: Device, controller: FlashController, place: BootPlace): Region[] {
  const first = areaBase(device, 'main');
  const [main, ...others] = flashParts(device).map(({ address, length }) =>
    areaRegion(controller, { area: 'main', from: address - first }, address, length),
  );
  if (!main) throw new RangeError(`${device.name} has no main flash`);
  const alias = { ...main, base: place.base };
  const rom = romRegion(place.systemMemory ?? 0x1fff0000);
  const boot: Region = {
    ...alias,
    read: (offset, width, master) =>
      place.isSystem() ? rom.read(offset, width, master) : alias.read(offset, width, master),
    fetch: (offset) => (place.isSystem() ? rom.fetch(offset) : controller.fetch(offset)),
  };
  const { base, size } = systemRange(device);
  return [
    ...(isSector(device.bank)
      ? []
      : [areaRegion(controller, { area: 'otp' }, device.bank.otp.base, device.bank.otp.size)]),
    main,
    ...others,
    areaRegion(controller, { area: 'system' }, base, size),
    boot,
    rom,
  ];
}

/** `from` is the offset in the area where the region begins. */
function areaRegion(
  controller: FlashController,
  { area, from = 0 }: { readonly area: Area; readonly from?: number },
  base: number,
  size: number,
): Region {
  return {
    base,
    size,
    read: (offset, width, master) => controller.read(area, from + offset, width, master),
    write: (offset, width, value, master) => controller.write(area, from + offset, width, value, master),
    ...(area === 'main' && { fetch: (offset) => controller.fetch(from + offset) }),
  };
}

function romRegion(base: number): Region & { fetch(offset: number): number } {
  const words = systemMemory(base);
  const word = (offset: number): number => words[offset >>> 2] ?? 0xffffffff;
  return {
    base,
    size: words.byteLength,
    read: (offset, width) =>
      width === 4 ? word(offset) : (word(offset) >>> ((offset & 3) * 8)) & (width === 2 ? 0xffff : 0xff),
    write: (offset) => {
      throw new BusError(base + offset, true, 'read-only memory');
    },
    fetch: (offset) => (word(offset) >>> ((offset & 2) * 8)) & 0xffff,
  };
}

import { type AddressRange, endOf, overlaps, rangeOf } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { areaName, isSector } from './areas.js';
import type { Bank } from './bank.js';
import type { BankIssue } from './geometry.js';
import { placesOf } from './ram.js';

interface NamedRange extends AddressRange {
  readonly what: string;
  /** The field to correct when the area cannot lie where it does. */
  readonly path: PropertyKey[];
}

const addressSpace = 0x1_0000_0000;

/**
 * Whether the OTP lies apart from all else that the bank names: bytes of main flash or of the unique ID would
 * otherwise be burnt as OTP. A reserved sector is one of the main flash.
 */
export function* addressIssues(bank: Bank): Generator<BankIssue> {
  const at = isSector(bank) ? 'sector' : 'otp';
  const otp: NamedRange = { what: `the ${areaName(bank)}`, ...rangeOf(bank.otp), path: [at, 'size'] };
  const [flash, ram, fixed] = [flashAreas(bank), ramAreas(bank), fixedAreas(bank)];
  for (const area of [otp, ...flash, ...ram, ...fixed]) {
    if (endOf(area) > addressSpace) {
      yield { path: area.path, message: `${area.what} runs past the end of the address space` };
    }
  }
  const apart = isSector(bank) ? [...ram, ...fixed] : [...flash, ...ram, ...fixed];
  const inOtp = apart.find((area) => overlaps(otp, area));
  if (inOtp) yield { path: [at, 'base'], message: `${rangeText(otp)} overlaps ${rangeText(inOtp)}` };
  for (const area of flash) {
    const other = ram.find((each) => overlaps(each, area));
    if (!other) continue;
    yield { path: area.path, message: `${rangeText(area)} overlaps ${rangeText(other)}; sizes are in KiB` };
    return;
  }
}

function flashAreas({ flash, lines }: Bank): readonly NamedRange[] {
  return lines.flatMap(({ devices }, index) =>
    Object.entries(devices).map(([name, flashKb]) => ({
      what: `the main flash of ${name}`,
      address: flash.base,
      length: flashKb * 1024,
      path: ['lines', index, 'devices', name],
    })),
  );
}

function ramAreas({ loader, lines }: Bank): readonly NamedRange[] {
  return lines.flatMap(({ name, ramKb, ram = [] }, index) => {
    const what = `the RAM of ${name}`;
    const path = ['lines', index];
    return [
      { what, address: loader.ram.base, length: ramKb * 1024, path: [...path, 'ramKb'] },
      ...ram.flatMap((region) =>
        placesOf(region).map((place) => ({ what, ...place, path: [...path, 'ram'] })),
      ),
    ];
  });
}

function fixedAreas({ identity, controller }: Bank): readonly NamedRange[] {
  return [
    { what: 'the unique ID', address: identity.uid, length: identity.uidSize, path: ['identity', 'uid'] },
    { what: 'the flash size', address: identity.flashSize, length: 2, path: ['identity', 'flashSize'] },
    {
      what: 'the flash controller',
      address: controller.base,
      length: controller.statusOffset + 4,
      path: ['controller', 'base'],
    },
  ];
}

function rangeText(range: NamedRange): string {
  return `${range.what} (${hex32(range.address)} to ${hex32(endOf(range) - 1)})`;
}

import { hex32 } from '../text/hex.js';
import type { BankIssue } from './geometry.js';
import type { Bank } from './schema.js';

interface Area {
  readonly what: string;
  readonly base: number;
  readonly size: number;
  /** The field to correct when the area cannot lie where it does. */
  readonly path: PropertyKey[];
}

const addressSpace = 0x1_0000_0000;

/**
 * Whether the OTP lies apart from all else that the bank names: bytes of main flash or of the unique ID would
 * otherwise be burnt as OTP.
 */
export function* addressIssues(bank: Bank): Generator<BankIssue> {
  const otp: Area = { what: 'the OTP', ...bank.otp, path: ['otp', 'size'] };
  const [flash, ram, fixed] = [flashAreas(bank), ramAreas(bank), fixedAreas(bank)];
  for (const area of [otp, ...flash, ...ram, ...fixed]) {
    if (area.base + area.size > addressSpace) {
      yield { path: area.path, message: `${area.what} runs past the end of the address space` };
    }
  }
  const inOtp = [...flash, ...ram, ...fixed].find((area) => overlaps(otp, area));
  if (inOtp) yield { path: ['otp', 'base'], message: `${spanOf(otp)} overlaps ${spanOf(inOtp)}` };
  for (const area of flash) {
    const other = ram.find((each) => overlaps(each, area));
    if (!other) continue;
    yield { path: area.path, message: `${spanOf(area)} overlaps ${spanOf(other)}; sizes are in KiB` };
    return;
  }
}

function flashAreas({ flash, lines }: Bank): readonly Area[] {
  return lines.flatMap(({ devices }, index) =>
    Object.entries(devices).map(([name, flashKb]) => ({
      what: `the main flash of ${name}`,
      base: flash.base,
      size: flashKb * 1024,
      path: ['lines', index, 'devices', name],
    })),
  );
}

function ramAreas({ loader: { ram }, lines }: Bank): readonly Area[] {
  return lines.map(({ name, ramKb }, index) => ({
    what: `the RAM of ${name}`,
    base: ram.base,
    size: ramKb * 1024,
    path: ['lines', index, 'ramKb'],
  }));
}

function fixedAreas({ identity, controller }: Bank): readonly Area[] {
  return [
    { what: 'the unique ID', base: identity.uid, size: identity.uidSize, path: ['identity', 'uid'] },
    { what: 'the flash size', base: identity.flashSize, size: 2, path: ['identity', 'flashSize'] },
    {
      what: 'the flash controller',
      base: controller.base,
      size: controller.statusOffset + 4,
      path: ['controller', 'base'],
    },
  ];
}

function overlaps(one: Area, other: Area): boolean {
  return one.base < other.base + other.size && other.base < one.base + one.size;
}

function spanOf({ what, base, size }: Area): string {
  return `${what} (${hex32(base)} to ${hex32(base + size - 1)})`;
}

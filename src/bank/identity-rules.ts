import { hex, hex32 } from '../text/hex.js';
import type { Bank } from './bank.js';
import type { BankIssue } from './geometry.js';

/** Whether registers can be read as words, and whether their fields can hold what they are compared with. */
export function* registerIssues(bank: Bank): Generator<BankIssue> {
  const { controller, identity, otp, readProtection, voltageScaling, watchdog } = bank;
  const registers: readonly (readonly [path: PropertyKey[], address: number | undefined])[] = [
    [['controller', 'base'], controller.base],
    [['controller', 'statusOffset'], controller.statusOffset],
    [['otp', 'ecc', 'register'], otp.ecc?.register],
    [['otp', 'ecc', 'cache', 'register'], otp.ecc?.cache?.register],
    [['identity', 'idcode'], identity.idcode],
    [['readProtection', 'register'], readProtection?.register],
    [['voltageScaling', 'register'], voltageScaling?.register],
    [['watchdog', 'option', 'register'], watchdog?.option.register],
    [['watchdog', 'freeze', 'register'], watchdog?.freeze.register],
  ];
  for (const [path, address = 0] of registers) {
    if (address % 4 !== 0)
      yield { path, message: `${hex32(address)} is not a register: it is not a multiple of 4` };
  }
  if (readProtection) {
    yield* fieldIssues('readProtection', readProtection, {
      level0: readProtection.level0,
      level2: readProtection.level2,
    });
  }
  if (voltageScaling) {
    yield* fieldIssues('voltageScaling', voltageScaling, { required: voltageScaling.required });
  }
}

/** Whether each line can be what the chip and the user name. */
export function* lineIssues({ lines, loader }: Bank): Generator<BankIssue> {
  const seen = new Map<string, string>();
  for (const [index, { name, ramKb, devices }] of lines.entries()) {
    if (loader.ram.size > ramKb * 1024) {
      yield {
        path: ['lines', index, 'ramKb'],
        message: `${name} has ${ramKb} KiB of RAM, less than the ${hex(loader.ram.size)} bytes of loader.ram.size`,
      };
    }
    for (const device of Object.keys(devices)) {
      const line = seen.get(device.toUpperCase());
      if (line !== undefined) {
        yield { path: ['lines', index, 'devices', device], message: `is a device of ${line} already` };
      }
      seen.set(device.toUpperCase(), name);
    }
  }
}

function* fieldIssues(
  key: 'readProtection' | 'voltageScaling',
  { shift, mask }: { readonly shift: number; readonly mask: number },
  values: Readonly<Record<string, number>>,
): Generator<BankIssue> {
  if (mask === 0 || mask * 2 ** shift > 0xffffffff) {
    yield {
      path: [key, 'mask'],
      message: `${hex(mask)} shifted by ${shift} leaves no field of a 32-bit register`,
    };
    return;
  }
  for (const [name, value] of Object.entries(values)) {
    if ((value & mask) >>> 0 === value) continue;
    yield {
      path: [key, name],
      message: `${hex(value)} has bits outside the mask ${hex(mask)}, which counts after the shift`,
    };
  }
}

import { hex } from '../text/hex.js';
import type { Bank } from './bank.js';
import { wordIssues } from './field-rules.js';
import type { BankIssue } from './geometry.js';

/** Whether registers can be read as words. */
export function* registerIssues(bank: Bank): Generator<BankIssue> {
  const { controller, identity, otp, readProtection, watchdog } = bank;
  const registers: readonly (readonly [path: PropertyKey[], address: number | undefined])[] = [
    [['controller', 'base'], controller.base],
    [['controller', 'statusOffset'], controller.statusOffset],
    [['otp', 'ecc', 'cache', 'register'], otp.ecc?.cache?.register],
    [['identity', 'idcode'], identity.idcode],
    [['readProtection', 'register'], readProtection?.register],
    [['watchdog', 'option', 'register'], watchdog?.option.register],
    [['watchdog', 'freeze', 'register'], watchdog?.freeze.register],
  ];
  for (const [path, address] of registers) yield* wordIssues(path, address);
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

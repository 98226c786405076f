import type { LoadedBank, ProtectionLevel } from '../../src/bank/index.js';
import { l4 } from '../support/banks.js';

/** A bank of a project that serves some devices, by the numbers of the STM32L4's; whose levels nobody knows. */
export function withBank(family: string, ...names: readonly string[]): LoadedBank {
  const [line] = l4.lines;
  if (!line) throw new Error('it has no line');
  const devices = Object.fromEntries(names.map((name) => [name, 256]));
  const lines = [{ ...line, name: 'own line', devices }];
  const levels: ProtectionLevel[] = [
    { level: 0, values: [0xaa], read: 'yes', program: 'yes' },
    { level: 1, read: 'unknown', program: 'unknown' },
    { level: 2, values: [0xcc], read: 'unknown', program: 'unknown' },
  ];
  const bank = {
    ...l4,
    name: 'own-otp',
    family,
    lines,
    readProtection: { register: 0x40022020, shift: 0, mask: 0xff, levels },
  };
  return { bank, file: 'own/own.yaml' };
}

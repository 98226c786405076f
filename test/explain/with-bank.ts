import type { LoadedBank } from '../../src/bank/index.js';
import { l4 } from '../support/banks.js';

/** A bank of a project that serves some devices, by the numbers of the STM32L4's; of format 1, which has no levels. */
export function withBank(family: string, ...names: readonly string[]): LoadedBank {
  const [line] = l4.lines;
  if (!line) throw new Error('it has no line');
  const devices = Object.fromEntries(names.map((name) => [name, 256]));
  const lines = [{ ...line, name: 'own line', devices }];
  const bank = { ...l4, name: 'own-otp', family, lines, protectionLevels: undefined };
  return { bank, file: 'own/own.yaml' };
}

import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';

/**
 * Refuses banks that no package description can hold: PACK.xsd (1.7.32) restricts the names of memories and devices, and
 * lists the cores. No name is changed instead: it is what people type. Errors: EXPORT_REFUSED, with every name in the way.
 */
export function checkPackNames(banks: readonly Bank[]): void {
  const problems = banks.flatMap((bank, index) => problemsOf(bank, banks.slice(0, index)));
  if (problems.length === 0) return;
  const shown = problems
    .slice(0, 5)
    .map(({ bank, field, name, why }) => `${bank}: ${field} "${name}" ${why}`);
  throw new OtpforgeError('EXPORT_REFUSED', {
    message: `no CMSIS-Pack can hold these names: ${shown.join('; ')}${problems.length > 5 ? '; …' : ''}`,
    remedy: 'Change them in the bank description, or export other banks by name with --bank.',
    details: { names: problems.map((problem) => ({ ...problem })) },
  });
}

interface Problem {
  readonly bank: string;
  /** The field of the bank description. */
  readonly field: string;
  readonly name: string;
  readonly why: string;
}

function problemsOf(bank: Bank, earlier: readonly Bank[]): readonly Problem[] {
  const of = (field: string, names: readonly string[], why: string) =>
    [...new Set(names)].map((name) => ({ bank: bank.name, field, name, why }));
  const { bankName, lines } = bank;
  const taken = [...ownMemories, ...neighbours(bank, earlier)];
  return [
    ...of('bankName', [bankName].filter(isNoWord), letters),
    ...of(
      'bankName',
      [bankName].filter((name) => taken.includes(name)),
      'is another memory of a device',
    ),
    ...of('lines.devices', lines.flatMap(({ devices }) => Object.keys(devices)).filter(isNoWord), letters),
    ...of(
      'lines.core',
      lines.map(({ core }) => core).filter((core) => !cores.test(core)),
      'is not a Dcore of a Cortex-M',
    ),
  ];
}

/** What the description calls the other memories of a device: pyOCD keeps one of a name. */
const ownMemories = ['RAM', 'Flash'];

function neighbours({ otp, lines }: Bank, earlier: readonly Bank[]): readonly string[] {
  const names = new Set(lines.flatMap(({ devices }) => Object.keys(devices)));
  return earlier
    .filter((bank) => bank.otp.base !== otp.base)
    .filter((bank) => bank.lines.some(({ devices }) => Object.keys(devices).some((name) => names.has(name))))
    .map(({ bankName }) => bankName);
}

function isNoWord(name: string): boolean {
  return !/^[-_A-Za-z0-9]+$/.test(name);
}

const letters = 'may have letters, digits, "-" and "_" only';
const cores = /^Cortex-M(?:0\+?|1|3|4|7|23|33|35P|52|55|85)$/;

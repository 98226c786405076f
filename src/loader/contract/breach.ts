import type { Bank } from '../../bank/index.js';
import type { ElfFile } from '../../elf/index.js';
import type { FlashDevice } from '../flash-device.js';

/** Who minds: hosts by name, our own driver, or everybody. */
export type Host = 'J-Link' | 'Keil' | 'pyOCD' | 'probe-rs' | 'otpforge' | 'every host';

/** error: some host cannot use the loader, or does harm with it; warning: it may; note: good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** One way in which a file departs from the contract. */
export interface Breach {
  /** Stable name of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** Section, symbol or field. */
  readonly where: string;
  readonly what: string;
  readonly why: string;
  readonly hosts: readonly Host[];
}

/** What rules look at. */
export interface Subject {
  readonly elf: ElfFile;
  readonly device: FlashDevice | undefined;
  /** The bank that the loader should be for, if one was named. */
  readonly bank: Bank | undefined;
  /** Whether it exports Burn: rules that are ours alone hold for it. */
  readonly isOurs: boolean;
}

export type Rule = (subject: Subject) => Iterable<Breach>;

/** Declares a rule once and makes breaches of it. */
export function rule(name: string, severity: Severity, hosts: readonly Host[], why: string) {
  return (where: string, what: string): Breach => ({ rule: name, severity, where, what, why, hosts });
}

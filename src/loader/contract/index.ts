import type { Bank } from '../../bank/index.js';
import { type ElfFile, findSymbol } from '../../elf/index.js';
import { findFlashDevice } from '../flash-device.js';
import type { Breach, Rule, Severity, Subject } from './breach.js';
import { codeRules } from './code.js';
import { deviceRules } from './device.js';
import { flowRules } from './flow.js';
import { sectionRules } from './sections.js';
import { symbolRules } from './symbols.js';

export type { Breach, Host, Severity } from './breach.js';
export { largestCode } from './code.js';
export { stackOf } from './flow.js';

const rules: readonly Rule[] = [sectionRules, symbolRules, codeRules, flowRules, deviceRules];
const order: readonly Severity[] = ['error', 'warning', 'note'];

/**
 * Every way in which an ELF departs from what hosts expect of a loader, worst first. With a bank, its descriptor is
 * checked against it as well.
 */
export function checkContract(elf: ElfFile, bank?: Bank): readonly Breach[] {
  const subject: Subject = {
    elf,
    device: findFlashDevice(elf),
    bank,
    isOurs: findSymbol(elf, 'Burn') !== undefined,
  };
  const breaches = rules.flatMap((check) => [...check(subject)]);
  return order.flatMap((severity) => breaches.filter((breach) => breach.severity === severity));
}

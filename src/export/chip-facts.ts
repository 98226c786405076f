import { type Bank, bankOfLine } from '../bank/index.js';
import { partOfCore } from '../target/index.js';

/** The clock that DBGMCU may need, with its bit as a mask. */
export function clockOf({ dbgmcuClock }: Bank['identity']) {
  return dbgmcuClock ? { register: dbgmcuClock.register, mask: (1 << dbgmcuClock.bit) >>> 0 } : null;
}

/** CPUID.PARTNO of the cores of some lines; none where one of them is not known, so that no chip is turned away by a guess. */
export function partsOf(lines: readonly Pick<Bank['lines'][number], 'core'>[]): readonly number[] {
  const parts = lines.map(({ core }) => partOfCore(core));
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? [...new Set(known)] : [];
}

/** Where read protection shows, and what a level other than 0 means. A script burns at level 0 alone. */
export function protectionFacts(bank: Bank) {
  const { readProtection } = bank;
  if (!readProtection) return null;
  const { levels, ...field } = readProtection;
  const fieldAt = (wanted: number) => levels.find(({ level }) => level === wanted)?.values?.[0] ?? 0;
  const closed = levels.filter(({ level }) => level !== 0);
  const isDark = closed.every(({ read, program }) => read === 'no' && program === 'no');
  const meaning = isDark
    ? 'a debugger can neither read nor program OTP'
    : 'this script burns at level 0 alone';
  return { ...field, level0: fieldAt(0), level2: fieldAt(2), meaning, isDark };
}

/** Each register that reports ECC errors, and its flags. */
export function eccReports(ecc: NonNullable<Bank['otp']['ecc']>) {
  return ecc.registers.map(({ register, detected, corrected }) => ({
    register,
    flags: (detected | corrected) >>> 0,
  }));
}

/**
 * The ECC registers of a bank for a script that serves every line, each with the DEV_IDs of the lines that have it with
 * these flags: nothing is written to a register or a bit that a chip lacks.
 */
export function eccOfAllLines(bank: Bank) {
  const { ecc } = bank.otp;
  if (!ecc) return null;
  const reports = new Map<string, { register: number; flags: number; devIds: readonly number[] }>();
  for (const line of bank.lines) {
    for (const report of eccReports(bankOfLine(bank, line).otp.ecc ?? ecc)) {
      const key = `${report.register} ${report.flags}`;
      const devIds = new Set([...(reports.get(key)?.devIds ?? []), ...line.devIds]);
      reports.set(key, { ...report, devIds: [...devIds].sort((a, b) => a - b) });
    }
  }
  return { ...ecc, reports: [...reports.values()] };
}

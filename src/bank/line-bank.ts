import type { Bank, BankLine } from './bank.js';
import { eccRegisters } from './ecc.js';

/** By bank and line: a bank that was made of another one has its lines. */
const made = new WeakMap<Bank, Map<BankLine, Bank>>();

/** A bank with the facts of one of its lines in place of those that differ; the bank itself where none does. */
export function bankOfLine(bank: Bank, line: BankLine): Bank {
  const { identity, watchdog, cpuid, eccRegisters: ecc, supply, witnesses } = line;
  if (!identity && !watchdog && cpuid === undefined && !ecc && !supply && !witnesses) return bank;
  const ofBank = made.get(bank) ?? new Map<BankLine, Bank>();
  made.set(bank, ofBank);
  const own = ofBank.get(line) ?? withLine(bank, line);
  ofBank.set(line, own);
  return own;
}

function withLine(bank: Bank, line: BankLine): Bank {
  const { identity, watchdog, cpuid, supply, witnesses } = line;
  return {
    ...bank,
    ...(cpuid !== undefined && { cpuid }),
    ...(witnesses && { witnesses }),
    identity: { ...bank.identity, ...defined(identity ?? {}) },
    ...(watchdog && bank.watchdog && { watchdog: { ...bank.watchdog, ...defined(watchdog) } }),
    supply: { ...bank.supply, ...defined(supply ?? {}) },
    otp: { ...bank.otp, ecc: eccOfLine(bank, line) },
  };
}

function eccOfLine({ otp: { ecc }, controller, flashInterface }: Bank, line: BankLine): Bank['otp']['ecc'] {
  if (!ecc || !flashInterface || !line.eccRegisters) return ecc;
  return {
    ...ecc,
    registers: eccRegisters(line.eccRegisters, {
      base: controller.base,
      registers: flashInterface.registers,
    }),
  };
}

// The schema leaves out what is not given, so that nothing undefined hides a fact of the bank.
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given: { [K in keyof T]?: Exclude<T[K], undefined> } = { ...fields };
  return given;
}

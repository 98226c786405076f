import { beforeAll } from 'vitest';
import { type Bank, loadBanks } from '../../src/bank/index.js';
import { type Layout, parseLayout } from '../../src/layout/index.js';

const known = new Map<string, Bank>();

/** The two shipped banks, read before the tests of a file. */
export function useBanks(): { readonly f4: Bank; readonly l4: Bank } {
  beforeAll(async () => {
    for (const { bank } of await loadBanks()) known.set(bank.name, bank);
  });
  return {
    get f4() {
      return bankOf('stm32f4-otp');
    },
    get l4() {
      return bankOf('stm32l4-otp');
    },
  };
}

/** A layout from the lines below its format line, which is line 1. */
export function layoutOf(bank: Bank, body: string): Layout<Bank> {
  return parseLayout(`format: otpforge.layout/1\n${body}`, 'otp.yaml', bank);
}

/** A layout of one field `f` at offset 0, given in YAML's flow style without type's braces. */
export function oneField(bank: Bank, field: string, rest = ''): Layout<Bank> {
  return layoutOf(bank, `${rest}fields:\n  f: { offset: 0, ${field} }\n`);
}

function bankOf(name: string): Bank {
  const bank = known.get(name);
  if (!bank) throw new Error(`no bank ${name}`);
  return bank;
}

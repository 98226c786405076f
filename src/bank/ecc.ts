import type { Controller } from '../controller/index.js';
import type { BankEcc, EccRegister } from './bank.js';
import type { Bank2 } from './schema-2.js';

/** Error correction with addresses in place of register names. */
export function eccOf(
  ecc: NonNullable<Bank2['otp']>['writeUnit']['ecc'],
  controller: Controller,
): BankEcc | null {
  if (!ecc) return null;
  return { ...ecc, registers: eccRegisters(ecc.registers, controller), ...cacheOf(controller) };
}

/** Registers by address. */
export function eccRegisters(
  named: readonly { register: string; detected: number; corrected: number; system?: number | undefined }[],
  { base, registers }: Controller,
): readonly EccRegister[] {
  return named.map(({ register, ...bits }) => ({ register: base + (registers[register] ?? 0), ...bits }));
}

function cacheOf({ base, registers, cache }: Controller): Pick<BankEcc, 'cache'> {
  if (!cache) return {};
  const register = base + (registers[cache.register] ?? 0);
  return { cache: { register, enable: (1 << cache.enable) >>> 0 } };
}

import type { Controller } from '../controller/index.js';
import type { BankEcc, EccRegister } from './bank.js';
import type { Bank2, Bank2Line } from './schema-2.js';

/** A controller, with the base of the registers of one flash bank. */
type ControllerPlace = Pick<Controller, 'base' | 'registers' | 'cache'>;

type NamedRegister = NonNullable<Bank2Line['eccRegisters']>[number];

/** Error correction with addresses in place of register names. */
export function eccOf(
  ecc: NonNullable<Bank2['otp']>['writeUnit']['ecc'],
  controller: ControllerPlace,
): BankEcc | null {
  if (!ecc) return null;
  return { ...ecc, registers: eccRegisters(ecc.registers, controller), ...cacheOf(controller) };
}

/** Registers by address. */
export function eccRegisters(
  named: readonly NamedRegister[],
  { base, registers }: Pick<ControllerPlace, 'base' | 'registers'>,
): readonly EccRegister[] {
  const addressOf = (name: string) => base + (registers[name] ?? 0);
  return named.map(({ register, clear, ...bits }) => ({
    register: addressOf(register),
    ...(clear !== undefined && { clear: addressOf(clear) }),
    ...bits,
  }));
}

function cacheOf({ base, registers, cache }: ControllerPlace): Pick<BankEcc, 'cache'> {
  if (!cache) return {};
  const register = base + (registers[cache.register] ?? 0);
  return { cache: { register, enable: (1 << cache.enable) >>> 0 } };
}

import type { Controller } from '../controller/index.js';
import type { Bank } from './bank.js';
import { eccOf } from './ecc.js';
import type { BankIssue } from './geometry.js';
import type { Bank2 } from './schema-2.js';

/** Whether a description of format 2 and its controller fit each other. */
export function* controllerIssuesOf(bank: Bank2, controller: Controller): Generator<BankIssue> {
  const { families, name, registers, unit } = controller;
  if (!families.includes(bank.family)) {
    yield {
      path: ['controller'],
      message: `${name} is not for ${bank.family}: it names ${families.join(', ')}. Its waits, its register bits and its write unit may differ; describe the controller of ${bank.family} in a file of its own`,
    };
  }
  const { otp, sector } = bank;
  const area = otp ?? sector;
  if (!area || (otp && sector)) {
    yield { path: ['otp'], message: 'a bank has either otp, or sector: a reserved sector of the main flash' };
    return;
  }
  const at = otp ? 'otp' : 'sector';
  if (otp?.locks?.kind === 'register') {
    yield { path: ['otp', 'locks', 'kind'], message: 'locks in a register are not built yet' };
  }
  for (const key of ['size', 'rewrite'] as const) {
    if (area.writeUnit[key] !== unit[key]) {
      yield {
        path: [at, 'writeUnit', key],
        message: `is ${area.writeUnit[key]}, and ${unit[key]} in the controller ${name}`,
      };
    }
  }
  for (const [index, { register, clear = register }] of (area.writeUnit.ecc?.registers ?? []).entries()) {
    for (const [key, named] of [['register', register] as const, ['clear', clear] as const]) {
      if (Object.hasOwn(registers, named)) continue;
      yield {
        path: [at, 'writeUnit', 'ecc', 'registers', index, key],
        message: `the controller ${name} has no register called ${named}`,
      };
    }
  }
  if (sector?.flashBank === 2 && controller.bankStride === undefined) {
    yield {
      path: ['sector', 'flashBank'],
      message: `the controller ${name} has no bankStride: the registers of flash bank 2 are not known`,
    };
  }
}

/** A bank as the code uses it, of a description and its controller that fit. */
export function resolveBank(bank: Bank2, controller: Controller): Bank {
  const { controller: _name, otp, sector, preconditions = [], ...rest } = bank;
  const { locks, writeUnit, ...area } = writeOnceArea(bank);
  const { status, registers } = controller;
  const base = controller.base + (sector?.flashBank === 2 ? (controller.bankStride ?? 0) : 0);
  return {
    ...rest,
    ...(sector && { sector: { flashBank: sector.flashBank, number: sector.number } }),
    controller: {
      name: controller.name,
      base,
      statusOffset: registers[status.register] ?? 0,
      statusBits: status.bits,
    },
    otp: {
      ...area,
      ...(locks?.kind === 'bytes' && { locks: { ...locks, unlocked: 0xff, locked: 0 } }),
      writeUnit: writeUnit.size,
      erasedValue: 0xff,
      rewrite: writeUnit.rewrite,
      ecc: eccOf(writeUnit.ecc, { ...controller, base }),
    },
    preconditions,
    flashInterface: controller,
  };
}

// All of a sector is data: nothing locks a part of it.
function writeOnceArea({ name, otp, sector }: Bank2): NonNullable<Bank2['otp']> {
  if (otp) return otp;
  if (!sector) throw new RangeError(`the bank ${name} has neither OTP nor a reserved sector`);
  const { base, size, writeUnit } = sector;
  return { base, size, data: { offset: 0, size }, writeUnit };
}

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
  const { otp } = bank;
  if (!otp) {
    yield { path: ['otp'], message: 'a bank without an OTP area is not built yet' };
    return;
  }
  if (otp.locks?.kind === 'register') {
    yield { path: ['otp', 'locks', 'kind'], message: 'locks in a register are not built yet' };
  }
  for (const key of ['size', 'rewrite'] as const) {
    if (otp.writeUnit[key] !== unit[key]) {
      yield {
        path: ['otp', 'writeUnit', key],
        message: `is ${otp.writeUnit[key]}, and ${unit[key]} in the controller ${name}`,
      };
    }
  }
  for (const [index, { register }] of (otp.writeUnit.ecc?.registers ?? []).entries()) {
    if (Object.hasOwn(registers, register)) continue;
    yield {
      path: ['otp', 'writeUnit', 'ecc', 'registers', index, 'register'],
      message: `the controller ${name} has no register called ${register}`,
    };
  }
}

/** A bank as the code uses it, of a description and its controller that fit. */
export function resolveBank(bank: Bank2, controller: Controller): Bank {
  const { controller: _name, otp, preconditions = [], ...rest } = bank;
  if (!otp) throw new RangeError(`the bank ${bank.name} has no OTP area`);
  const { locks, writeUnit, ...area } = otp;
  const { status, registers } = controller;
  return {
    ...rest,
    controller: {
      name: controller.name,
      base: controller.base,
      statusOffset: registers[status.register] ?? 0,
      statusBits: status.bits,
    },
    otp: {
      ...area,
      ...(locks?.kind === 'bytes' && { locks: { ...locks, unlocked: 0xff, locked: 0 } }),
      writeUnit: writeUnit.size,
      erasedValue: 0xff,
      rewrite: writeUnit.rewrite,
      ecc: eccOf(writeUnit.ecc, controller),
    },
    preconditions,
    flashInterface: controller,
  };
}

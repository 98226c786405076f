import type { Controller } from '../controller/index.js';
import type { Bank, BankEcc, Precondition, ProtectionField } from './bank.js';
import type { Bank1 } from './schema.js';

/**
 * A bank as the code uses it, of a description of format 1. A C header of the bank's own counts for its loader; the
 * controller of that name is for the simulated chip.
 */
export function resolveFirst(bank: Bank1, flashInterface: Controller | undefined): Bank {
  const { otp, readProtection, voltageScaling, ...rest } = bank;
  return {
    ...rest,
    otp: { ...otp, ecc: eccOf(otp.ecc) },
    ...(readProtection && { readProtection: levelsOf(readProtection) }),
    preconditions: voltageScaling ? [voltageRange(voltageScaling)] : [],
    ...(flashInterface && { flashInterface }),
  };
}

function eccOf(ecc: Bank1['otp']['ecc']): BankEcc | null {
  if (!ecc) return null;
  const { register, detected, corrected, ...rest } = ecc;
  return { ...rest, registers: [{ register, detected, corrected }] };
}

// Format 1 says how an open chip reads, not what the other levels allow.
function levelsOf({ level0, level2, ...field }: NonNullable<Bank1['readProtection']>): ProtectionField {
  return {
    ...field,
    levels: [
      { level: 0, values: [level0], read: 'yes', program: 'yes' },
      { level: 1, read: 'unknown', program: 'unknown' },
      { level: 2, values: [level2], read: 'unknown', program: 'unknown' },
    ],
  };
}

function voltageRange({ required, ...field }: NonNullable<Bank1['voltageScaling']>): Precondition {
  return {
    ...field,
    code: 'VOLTAGE_SCALING',
    name: 'voltage range',
    required: [required],
    remedy: `Power the board off and on: range ${required} is what the chip starts with.`,
  };
}

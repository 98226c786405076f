import { dirname } from 'node:path';
import { type Device, ownBanksFolder } from '../bank/index.js';
import type { OtpArea, ReadProtection } from '../family/index.js';
import type { BankOfDevice } from './document.js';

/** The facts that a bank's description has of a device. All that `explain` takes from banks passes here. */
export interface BankFacts {
  readonly family: string;
  readonly line: string;
  readonly bank: BankOfDevice;
  readonly otp: OtpArea;
  readonly supply: string;
  readonly readProtection: ReadProtection;
}

/** What a device's bank says of it. */
export function bankFacts({ bank, line, file }: Device): BankFacts {
  const { minimumMv, maximumMv } = bank.supply;
  return {
    family: bank.family,
    line: line.name,
    bank: { name: bank.name, title: bank.title, file, isShipped: dirname(file) === ownBanksFolder },
    otp: areaOf(bank),
    supply: `${minimumMv / 1000} V to ${maximumMv / 1000} V: otpforge refuses to burn where the probe measures less or more.`,
    readProtection,
  };
}

function areaOf({ otp }: Device['bank']): OtpArea {
  const { base, size, data, writeUnit, rewrite, locks, ecc } = otp;
  return {
    kind: 'flash',
    base,
    size,
    dataSize: data.size,
    unit: writeUnit,
    rewrite,
    locks: locks
      ? { kind: 'bytes', base: base + locks.offset, count: locks.count, blockSize: locks.blockSize }
      : { kind: 'none' },
    ecc: ecc ? 'yes' : 'no',
  };
}

// A description says how an open chip reads, not what the other levels allow.
const unknown = { read: 'unknown', write: 'unknown' } as const;
const readProtection: ReadProtection = {
  levels: [
    { level: '0', debugger: { read: 'yes', write: 'yes' }, firmware: { read: 'yes', write: 'yes' } },
    { level: '1', debugger: unknown, firmware: unknown },
    { level: '2', debugger: unknown, firmware: unknown },
  ],
  notes: ['otpforge burns at level 0 only. The bank’s description does not say what the other levels allow.'],
};

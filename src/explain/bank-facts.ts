import { dirname } from 'node:path';
import { type Device, ownBanksFolder, witnessesOf } from '../bank/index.js';
import type { OtpArea, ProtectionLevel } from '../family/index.js';
import type { BankOfDevice } from './document.js';

/** The facts that a bank's description has of a device. All that `explain` takes from banks passes here. */
export interface BankFacts {
  readonly family: string;
  readonly line: string;
  readonly bank: BankOfDevice;
  readonly otp: OtpArea;
  readonly supply: string;
  /** What a debugger may do at each level; of firmware a description says nothing. */
  readonly levels: readonly ProtectionLevel[];
  /** Programs of others that burn the simulated flash controller by their own driver. */
  readonly witnesses: readonly string[];
}

/** What a device's bank says of it. */
export function bankFacts({ bank, line, file }: Device): BankFacts {
  const { minimumMv, maximumMv } = bank.supply;
  return {
    family: bank.family,
    line: line.name,
    bank: { name: bank.name, title: bank.title, file, isShipped: dirname(file) === ownBanksFolder },
    otp: areaOf(bank),
    supply: `${minimumMv / 1000} V to ${maximumMv / 1000} V: otpforge refuses to burn if the probe measures a voltage outside this range.`,
    levels: levelsOf(bank),
    witnesses: witnessesOf(bank),
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

const unknown = { read: 'unknown', write: 'unknown' } as const;
const all = { read: 'yes', write: 'yes' } as const;

function levelsOf({ readProtection }: Device['bank']): readonly ProtectionLevel[] {
  return (readProtection?.levels ?? []).map(({ level, read, program }) => ({
    level: String(level),
    debugger: { read, write: program },
    firmware: level === 0 ? all : unknown,
  }));
}

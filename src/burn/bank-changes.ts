import type { Bank } from '../bank/index.js';
import { type AddressRange, containsAddress } from '../range/index.js';
import type { EccState, OtpContents } from './otp-contents.js';

type Contents = Pick<OtpContents, 'bytes' | 'ecc'>;

/** A byte of a bank that is not what it was, or the unit that begins there where its ECC tells. */
export interface BankChange {
  readonly address: number;
  /** Undefined where only the ECC state changed. */
  readonly bytes: { readonly old: number; readonly new: number } | undefined;
  /** The ECC state that came, where one did. */
  readonly ecc: EccState | undefined;
  /** The block that the byte locks. */
  readonly lockOf: number | undefined;
}

/** Every byte of a bank that differs from what it was, in address order, apart from ranges that may change. */
export function bankChanges(
  bank: Bank,
  before: Contents,
  found: Contents,
  mayChange: readonly AddressRange[] = [],
): readonly BankChange[] {
  const { base, size, writeUnit } = bank.otp;
  const changes: BankChange[] = [];
  for (let unit = base; unit < base + size; unit += writeUnit) {
    if (isSame(bank, before, found, unit)) continue;
    if (mayChange.some((range) => containsAddress(range, unit))) continue;
    changes.push(...unitChanges(bank, before, found, unit));
  }
  return changes;
}

// Of most units there is nothing to say.
function isSame(
  { otp: { base, writeUnit } }: Bank,
  before: Contents,
  found: Contents,
  unit: number,
): boolean {
  if (before.ecc.get(unit) !== found.ecc.get(unit)) return false;
  for (let at = unit - base; at < unit - base + writeUnit; at += 1) {
    if (before.bytes[at] !== found.bytes[at]) return false;
  }
  return true;
}

function unitChanges(bank: Bank, before: Contents, found: Contents, unit: number): readonly BankChange[] {
  const { base, writeUnit } = bank.otp;
  const ecc = found.ecc.get(unit);
  if (ecc !== before.ecc.get(unit)) {
    return [{ address: unit, bytes: undefined, ecc, lockOf: undefined }];
  }
  // Its bytes mean nothing, now as before.
  if (ecc === 'damaged') return [];
  return Array.from({ length: writeUnit }, (_, index) => unit + index).flatMap((address) => {
    const [old = 0, now = 0] = [before.bytes[address - base], found.bytes[address - base]];
    if (old === now) return [];
    return [{ address, bytes: { old, new: now }, ecc: undefined, lockOf: lockOf(bank, address) }];
  });
}

function lockOf({ otp: { base, locks } }: Bank, address: number): number | undefined {
  if (!locks) return undefined;
  const block = address - base - locks.offset;
  return block >= 0 && block < locks.count ? block : undefined;
}

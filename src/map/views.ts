import { type Bank, blockOfAddress, isHalfWritten, lockState } from '../bank/index.js';
import { halfProgrammed, type InFlight, type OtpContents, otpReader } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import { isBlank } from '../layout/blank.js';
import type { ReadBytes } from '../layout/index.js';
import type { CellState, MapLock } from './document.js';

/** What a map is of: the state of each write unit and of each lock. */
export interface MapView {
  unit(address: number): CellState;
  lock(block: number): MapLock['state'];
  /** Whether nothing more can be programmed in the block. */
  isLocked(block: number): boolean;
  /** For the fields of a layout. */
  readonly read: ReadBytes;
  /** What `read` does not give is absent from an image, and cannot be read of a chip. */
  readonly unread: 'absent' | 'unreadable';
}

/** A chip that was read. */
export function chipView(
  bank: Bank,
  otp: Pick<OtpContents, 'bytes' | 'ecc'>,
  inFlight: InFlight | undefined,
  uid?: string,
): MapView {
  const read = otpReader(bank, otp, uid);
  const isSuspect = inFlight ? halfProgrammed(bank, otp, inFlight) : () => false;
  const found = dumpView(bank, read);
  return {
    ...found,
    unit(address) {
      const state = found.unit(address);
      if (state === 'damaged') return state;
      if (otp.ecc.has(address)) return 'weak';
      const place = blockOfAddress(bank, address);
      return isSuspect({ address, kind: 'data', ...(place && { block: place.block }) }) ? 'suspect' : state;
    },
    lock(block) {
      const address = lockAddress(bank, block);
      return isSuspect({ address, kind: 'lock', block }) ? 'suspect' : found.lock(block);
    },
  };
}

/** A dump of a chip, in which damaged units are left out. */
export function dumpView(bank: Bank, read: ReadBytes): MapView {
  return {
    read,
    unread: 'unreadable',
    unit(address) {
      const bytes = read(address, bank.otp.writeUnit);
      if (bytes === undefined) return 'damaged';
      if (isHalfWritten(bank, bytes)) return 'half';
      return isBlank(bank, bytes) ? 'blank' : 'value';
    },
    lock: (block) => lockIn(bank, block, read) ?? 'unreadable',
    isLocked: (block) => ['locked', 'damaged'].includes(lockIn(bank, block, read) ?? ''),
  };
}

/** An image alone: which units it holds. */
export function imageView(bank: Bank, image: SparseImage): MapView {
  const read: ReadBytes = (address, length) => image.read(address, length);
  return {
    read,
    unread: 'absent',
    unit(address) {
      const { writeUnit } = bank.otp;
      const bytes = read(address, writeUnit);
      if (bytes !== undefined) return isBlank(bank, bytes) ? 'blank' : 'value';
      return image.clip(address, address + writeUnit).isEmpty ? 'absent' : 'partial';
    },
    lock: (block) => lockIn(bank, block, read) ?? 'absent',
    // It asks for the lock, and has not set it yet.
    isLocked: () => false,
  };
}

/** A chip that may not be read. */
export const unreadableView: MapView = {
  read: () => undefined,
  unread: 'unreadable',
  unit: () => 'unreadable',
  lock: () => 'unreadable',
  isLocked: () => false,
};

/** Where the lock byte of a block is. */
export function lockAddress({ otp: { base, locks } }: Bank, block: number): number {
  return base + (locks?.offset ?? 0) + block;
}

function lockIn(bank: Bank, block: number, read: ReadBytes): MapLock['state'] | undefined {
  const [value] = read(lockAddress(bank, block), 1) ?? [];
  return value === undefined || !bank.otp.locks ? undefined : lockState(bank.otp.locks, value);
}

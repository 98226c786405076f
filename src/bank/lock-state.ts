import type { Bank } from './bank.js';

type Locks = NonNullable<Bank['otp']['locks']>;

/** open; locked; damaged: neither the one nor the other value, so that the block counts as locked. */
export type LockState = 'open' | 'locked' | 'damaged';

/** What a lock byte means for its block. */
export function lockState(
  { unlocked, locked }: Pick<Locks, 'unlocked' | 'locked'>,
  value: number | undefined,
): LockState {
  if (value === unlocked) return 'open';
  return value === locked ? 'locked' : 'damaged';
}

/** The block that an address is in, or that a lock byte there locks; undefined in a bank without blocks. */
export function blockOfAddress(
  { otp: { base, data, locks } }: Bank,
  address: number,
): { readonly block: number; readonly isLock: boolean } | undefined {
  if (!locks) return undefined;
  const lock = address - base - locks.offset;
  if (lock >= 0 && lock < locks.count) return { block: lock, isLock: true };
  return { block: Math.floor((address - base - data.offset) / locks.blockSize), isLock: false };
}

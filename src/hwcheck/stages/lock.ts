import { type Bench, type Check, type Seen, skipped } from '../bench.js';
import { burnAndCount } from './burn.js';

/** Stage 4: the lock byte of the last block, on banks that have lock bytes. */
export const lockChecks: readonly Check[] = [
  { id: 'lock', title: 'The lock of the last block is set and read back', look: lockCheck },
  { id: 'again', title: 'The same again sets nothing', look: lockAgainCheck },
  { id: 'locked', title: 'A blank byte of the block is refused', look: lockedCheck },
];

function lockCheck(bench: Bench): Promise<Seen> {
  return withLock(bench, '0 units, 1 lock', (address) => ({ address, bytes: Uint8Array.of(0) }));
}

function lockAgainCheck(bench: Bench): Promise<Seen> {
  return withLock(bench, 'nothing-to-do', (address) => ({ address, bytes: Uint8Array.of(0) }));
}

function lockedCheck(bench: Bench): Promise<Seen> {
  const { base, data, locks } = bench.device.bank.otp;
  const start = base + data.offset + data.size - (locks?.blockSize ?? 0);
  return withLock(bench, 'refused', () => ({ address: start, bytes: Uint8Array.of(0x5a) }));
}

async function withLock(
  bench: Bench,
  expected: string,
  chunkAt: (lockByte: number) => { readonly address: number; readonly bytes: Uint8Array },
): Promise<Seen> {
  const { base, locks } = bench.device.bank.otp;
  if (!locks) return skipped(expected, 'the bank has no lock bytes');
  return burnAndCount(bench, chunkAt(base + locks.offset + locks.count - 1), expected);
}

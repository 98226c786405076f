import type { Bank } from '../../src/bank/index.js';
import { BSY } from './controllers.js';
import type { Session } from './session.js';

const bxLr = 0x4770;

/** Stores that program the unit at R0 with R1, or at R3 with R2, in its first byte or word, and R2 in the words behind. */
export function unitStores({ otp: { writeUnit } }: Bank, at: 0 | 3): number[] {
  const value = at === 0 ? 1 : 2;
  if (writeUnit === 1) return [0x7000 | (at << 3) | value];
  return Array.from(
    { length: writeUnit / 4 },
    (_, word) => 0x6000 | (word << 6) | (at << 3) | (word === 0 ? value : 2),
  );
}

/** Programs a write unit by the stores that the controller wants, with `low` in its first byte or word. */
export async function programUnit(session: Session, address: number, low: number) {
  if (session.bank.otp.writeUnit === 1) return session.poke(address, low, 1);
  return session.run([...unitStores(session.bank, 0), bxLr], [address, low, 0]);
}

/** Waits until none of the flags stands that an operation sets. */
export async function waitReady(session: Session, sr: number, flags = BSY): Promise<void> {
  for (let polls = 0; polls < 2000; polls++) {
    if (!((await session.peek(sr)) & flags)) return;
  }
  throw new Error('BSY does not fall');
}

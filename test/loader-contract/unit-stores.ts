import { BSY } from './controllers.js';
import type { Session } from './session.js';

const bxLr = 0x4770;

/** Programs a write unit by the stores that the controller wants, with `low` in its first byte or word. */
export async function programUnit(session: Session, address: number, low: number) {
  if (session.bank.otp.writeUnit === 1) return session.poke(address, low, 1);
  // STR r1,[r0]; STR r2,[r0,#4]; BX LR
  return session.run([0x6001, 0x6042, bxLr], [address, low, 0]);
}

export async function waitReady(session: Session, sr: number, flags = BSY): Promise<void> {
  for (let polls = 0; polls < 2000; polls++) {
    if (!((await session.peek(sr)) & flags)) return;
  }
  throw new Error('BSY does not fall');
}

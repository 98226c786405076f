import type { Bank } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { readWord, writeWord } from './words.js';

type Identity = Pick<Bank['identity'], 'idcode' | 'dbgmcuClock'>;

/**
 * IDCODE, as a reset left the chip. Where it reads 0 and DBGMCU has a clock of its own, it is read again with that clock:
 * no manual says whether it is needed.
 */
export async function readIdcode(probe: Probe, identity: Identity): Promise<number> {
  const word = await readWord(probe, identity.idcode);
  if (word !== 0 || !identity.dbgmcuClock) return word;
  return withDbgmcuClock(probe, identity, () => readWord(probe, identity.idcode));
}

/** Holds the watchdog while the core is halted. A DBGMCU without its clock ignores the write (RM0444). */
export function freezeWatchdog(
  probe: Probe,
  identity: Identity,
  { register, value }: { readonly register: number; readonly value: number },
): Promise<void> {
  return withDbgmcuClock(probe, identity, () => writeWord(probe, register, value));
}

// The clock is put back as it was found on every path: left on, it keeps the chip from deep sleep until the supply goes.
async function withDbgmcuClock<T>(
  probe: Probe,
  { dbgmcuClock: clock }: Identity,
  action: () => Promise<T>,
): Promise<T> {
  if (!clock) return action();
  const { register, bit } = clock;
  const found = await readWord(probe, register);
  const on = (found | (1 << bit)) >>> 0;
  if (on === found) return action();
  let result: T;
  try {
    // A write that fails may have arrived.
    await writeWord(probe, register, on);
    result = await action();
  } catch (error) {
    // What went wrong first is what counts.
    await writeWord(probe, register, found).catch(() => undefined);
    throw error;
  }
  await writeWord(probe, register, found);
  return result;
}

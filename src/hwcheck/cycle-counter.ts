import { readWord, writeWord } from '../burn/words.js';
import type { Probe } from '../probe/index.js';

// DEMCR.TRCENA, DWT_CTRL and DWT_CYCCNT (ARMv7-M manual C1.6.5, C1.8): the counter stands while the core does.
const demcr = 0xe000edfc;
const trcena = 1 << 24;
const dwtCtrl = 0xe0001000;
const dwtCount = 0xe0001004;

/** Starts to count the cycles that the core runs. */
export async function startCounter(probe: Probe): Promise<void> {
  await writeWord(probe, demcr, ((await readWord(probe, demcr)) | trcena) >>> 0);
  await writeWord(probe, dwtCtrl, ((await readWord(probe, dwtCtrl)) | 1) >>> 0);
  await writeWord(probe, dwtCount, 0);
}

export function readCounter(probe: Probe): Promise<number> {
  return readWord(probe, dwtCount);
}

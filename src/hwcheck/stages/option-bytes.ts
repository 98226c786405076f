import { isTargetFault, readWord } from '../../burn/words.js';
import type { Probe } from '../../probe/index.js';
import { hex32 } from '../../text/hex.js';
import { type Bench, judged, type Seen, skipped } from '../bench.js';

/** What of FLASH_OPTCR comes from the option bytes: RDP and user options, without bits that not every line has (RM0090 §3.9.10). */
const bitsMask = 0xffec;

/** The option bytes where they are programmed, beside the register that a reset loads them into. */
export async function optionBytesCheck({ probe, device: { bank } }: Bench): Promise<Seen> {
  const expected = 'those of the register';
  const register = bank.watchdog?.option.register;
  if (register === undefined || !bank.optionBytes) return skipped(expected, 'the bank does not name them');
  const loaded = await readWord(probe, register);
  for (const { base } of bank.optionBytes) {
    const bytes = await bytesAt(probe, base);
    if (!bytes?.some((byte) => byte !== 0)) continue;
    const [word = 0, complement = 0] = new Uint32Array(Uint8Array.from(bytes).buffer);
    // F2, F4 and F7 have no complement there (RM0090 §3.9.10, RM0385 §3.4.1).
    const hasComplement = bank.otp.rewrite === 'once';
    const fits = hasComplement
      ? word === loaded && complement === ~word >>> 0
      : ((word ^ loaded) & bitsMask) === 0;
    const seen = `${hex32(word)} ${hex32(complement)} at ${hex32(base)}, register ${hex32(loaded)}`;
    return judged(fits, expected, seen);
  }
  return skipped(expected, 'the chip shows nothing where they are');
}

// Which of the places a line has, the bank does not say.
async function bytesAt(probe: Probe, base: number): Promise<Uint8Array | undefined> {
  try {
    return await probe.readMemory(base, 8, 4);
  } catch (error) {
    if (isTargetFault(error)) return undefined;
    throw error;
  }
}

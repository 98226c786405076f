import type { Bank } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { type AddressRange, endOf, rangeOf, subtractRanges } from '../range/index.js';
import { type EccState, forgetEccErrors, readEccState } from './ecc-flags.js';
import type { OtpContents } from './otp-contents.js';
import { isTargetFault, readWhole } from './words.js';

/**
 * Reads a reserved sector in as few accesses as its errors allow. A double error is a bus error for a debugger too
 * (RM0433, FLASH_SR DBECCERR), so that a range with an error is halved until it is one unit. Units known to be damaged
 * are left out. Errors: TARGET_FAULT, where no ECC error explains a bus error.
 */
export async function readSector(
  probe: Probe,
  bank: Bank,
  known: ReadonlyMap<number, EccState>,
): Promise<Pick<OtpContents, 'bytes' | 'ecc'>> {
  const { base, size, writeUnit } = bank.otp;
  const bytes = new Uint8Array(size);
  const ecc = new Map(known);
  const damaged = [...known].filter(([, state]) => state === 'damaged');
  const readable = subtractRanges(
    [rangeOf(bank.otp)],
    damaged.map(([address]) => ({ address, length: writeUnit })),
  );
  for (const range of readable) await readIn(range);
  return { bytes, ecc };

  async function readIn(range: AddressRange): Promise<void> {
    const found = await readOnce(probe, bank, range);
    if (found.state !== undefined) {
      // What a buffer still holds of this read would report no error the next time.
      await forgetEccErrors(probe, bank);
      if (range.length > writeUnit) {
        for (const half of halves(range, writeUnit)) await readIn(half);
        return;
      }
      ecc.set(range.address, found.state);
    }
    if (found.bytes && found.state !== 'damaged') bytes.set(found.bytes, range.address - base);
  }
}

interface Reading {
  readonly bytes?: Uint8Array;
  readonly state: EccState | undefined;
}

async function readOnce(probe: Probe, { otp }: Bank, { address, length }: AddressRange): Promise<Reading> {
  const stateNow = async () => (otp.ecc ? readEccState(probe, otp.ecc) : undefined);
  try {
    return { bytes: await readWhole(probe, address, length), state: await stateNow() };
  } catch (error) {
    if (!isTargetFault(error) || (await stateNow()) !== 'damaged') throw error;
    return { state: 'damaged' };
  }
}

function halves(range: AddressRange, unit: number): readonly AddressRange[] {
  const length = Math.ceil(range.length / unit / 2) * unit;
  const address = range.address + length;
  return [
    { address: range.address, length },
    { address, length: endOf(range) - address },
  ];
}

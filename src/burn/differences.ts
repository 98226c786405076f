import { OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import type { ReadBackRange } from './report.js';

/** Ends a run at the first byte that reads back otherwise. */
export function failOnDifference(
  ranges: readonly ReadBackRange[],
  code: 'FIRMWARE_DIFFERS' | 'READ_BACK_DIFFERS',
  what: string,
  remedy: string,
): void {
  const different = ranges.find(({ equal }) => !equal);
  if (!different) return;
  if (!different.firstDifference) {
    throw new OtpforgeError(code, {
      message: `${what} from ${hex32(different.address)} to ${hex32(different.address + different.length - 1)} reads only with an ECC error`,
      remedy,
      details: { address: different.address, length: different.length },
    });
  }
  const { address, wanted = null, read = null } = different.firstDifference;
  throw new OtpforgeError(code, {
    message: (show) =>
      `${what} at ${hex32(address)} reads ${show(readOrNothing(read))}, wanted ${show(wanted)}`,
    remedy,
    memory: { address, values: { wanted, read } },
  });
}

function readOrNothing(byte: number | null): number | null {
  return byte === null || byte < 0 ? null : byte;
}

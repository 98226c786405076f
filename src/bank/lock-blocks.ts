import { OtpforgeError } from '../errors/index.js';
import type { Bank } from './bank.js';

/** Refuses --lock-empty of a block that the bank has not: a typing error would pass for a lock that is set. Errors: USAGE. */
export function refuseUnknownBlocks({ name, otp }: Bank, blocks: readonly number[] | undefined): void {
  const count = otp.locks?.count ?? 0;
  const unknown = blocks?.find((block) => !(Number.isInteger(block) && block >= 0 && block < count));
  if (unknown === undefined) return;
  const has = count === 0 ? 'no lock bytes' : `the blocks 0 to ${count - 1}`;
  throw new OtpforgeError('USAGE', {
    message: `--lock-empty ${unknown}: bank ${name} has ${has}`,
    remedy: count === 0 ? 'Leave --lock-empty out.' : 'Name one of these blocks, or leave --lock-empty out.',
    details: { block: unknown, blocks: count },
  });
}

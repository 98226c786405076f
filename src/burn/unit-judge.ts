import { OtpforgeError } from '../errors/index.js';
import type { AddressRange } from '../range/index.js';
import type { Refusal } from './plan-types.js';
import type { UnitVerdict } from './report-document.js';

/** Bytes of a bank as they were read; undefined when not all of them can be. */
export interface ReadOtp {
  (address: number, length: number): Uint8Array | undefined;
  /** The unique ID of the chip, 12 bytes in the order of their addresses; undefined where nobody knows it. */
  readonly uid?: Uint8Array | undefined;
}

/** What is known of the unit beside its bytes. It shows no secret. */
export interface UnitJudge {
  /** The write units that the layout has fields in; undefined when there is no layout. */
  readonly owned?: readonly AddressRange[] | undefined;
  /** Why the image must not be burnt onto what the chip holds. */
  refusals(read: ReadOtp): readonly Refusal[];
  /** The unit that the chip holds; undefined when nothing is said of one. */
  judge(read: ReadOtp): UnitVerdict | undefined;
}

/** The verdict on the unit that a chip holds after a burn. Errors: UNIT_INVALID. */
export function judgedUnit(judge: UnitJudge | undefined, read: ReadOtp): UnitVerdict | undefined {
  const unit = judge?.judge(read);
  const problems = unit?.problems ?? [];
  if (problems.length === 0) return unit;
  throw new OtpforgeError('UNIT_INVALID', {
    message: `every byte reads back as asked, but by the layout this is not a valid unit: ${problems.join('; ')}`,
    remedy:
      'Set the unit aside. Correct the image or the layout; a record with a spare slot takes other values there ' +
      '(otpforge merge --chip-dump).',
    details: { problems: [...problems] },
  });
}

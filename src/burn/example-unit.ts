import type { SparseImage } from '../image/index.js';
import type { Medium } from '../probe/index.js';
import type { Refusal } from './plan-types.js';

/** What the serial numbers of examples begin with: see `otpforge init`. */
export const exampleSerial = 'SN-EXAMPLE';

/** An example is for simulated chips: on silicon it would spend OTP on a number that no unit has. */
export function exampleRefusals(otp: SparseImage, medium: Medium): readonly Refusal[] {
  if (medium !== 'silicon') return [];
  const found = otp.segments.find(({ bytes }) => Buffer.from(bytes).includes(exampleSerial, 0, 'latin1'));
  if (!found) return [];
  return [
    {
      code: 'EXAMPLE_UNIT',
      message: `the image has a serial number of an example: it begins with ${exampleSerial}`,
      remedy: 'Put your own units into units.csv, and merge one of them.',
      address: found.address,
    },
  ];
}

import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import { crcField, type InitField, initFieldNames, initFields } from './fields.js';

/** The fields that some names choose, in the order of the catalogue. Errors: USAGE. */
export function chosenFields(names: readonly string[]): {
  readonly fields: readonly InitField[];
  readonly crc: boolean;
} {
  const unknown = names.find((name) => !initFieldNames.includes(name));
  if (unknown !== undefined) {
    throw new OtpforgeError('USAGE', {
      message: `init has no field "${unknown}"`,
      remedy:
        didYouMean(nearNames(unknown, initFieldNames)) ??
        `Choose from ${initFieldNames.join(', ')}. Every other type of field goes into otp.yaml by hand: otpforge docs layout.`,
    });
  }
  const fields = initFields.filter(({ name }) => names.includes(name));
  if (fields.length > 0) return { fields, crc: names.includes(crcField.name) };
  throw new OtpforgeError('USAGE', {
    message: 'a layout needs a field beside its CRC',
    remedy: `Choose from ${initFieldNames.join(', ')}.`,
  });
}

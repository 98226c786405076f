import type { CrcField } from '../../layout/index.js';
import { cBits, joinedBytes, unsigned } from '../c-text.js';
import type { Reader } from '../reader.js';
import { crcAlgorithm } from './crc.js';

/** How a check is compared with what it covers; `at` is its own offset, from which what it covers is counted. */
export function checkReader(field: CrcField): Reader {
  const { helpers, begin, take, end } = crcAlgorithm(field.parameters);
  const bits = cBits(field.length);
  return {
    parameter: `uint${bits}_t *value`,
    holds: 1,
    says: 'OTP_VALUE if it fits what it covers, OTP_INVALID if not; the value in both cases',
    helpers,
    body: [
      `const uint${bits}_t held = (uint${bits}_t)(${joinedBytes(0, field.length, field.spec.endian)});`,
      'if (value) *value = held;',
      ...begin,
      ...covered(field, take),
      ...end,
      'return held == wanted ? OTP_VALUE : OTP_INVALID;',
    ],
  };
}

/** Lines that give what a check covers to its algorithm, or return. */
function covered({ address, covers }: CrcField, take: string): readonly string[] {
  return covers.map((cover) => {
    const distance = cover.address - address;
    const at = distance < 0 ? `at - ${unsigned(-distance)}` : `at + ${unsigned(distance)}`;
    return `if (!otp_over_(${take}, &c, ${at}, ${unsigned(cover.length)})) return OTP_UNCHECKED;`;
  });
}

import { uid } from '../checks/uid.js';
import type { Reader } from '../reader.js';

/** The UID that the field holds, which must be the die's own. */
export const uidReader: Reader = {
  parameter: 'uint8_t *value',
  holds: 12,
  says: '12 bytes, the unique ID of this die; that of another is OTP_INVALID',
  helpers: [uid],
  body: [
    'uint8_t own[12];',
    'if (otp_uid_(own)) {',
    '    for (uint32_t i = 0; i < 12; i++) {',
    '        if (b[i] != own[i]) return OTP_INVALID;',
    '    }',
    '}',
    'for (uint32_t i = 0; value && i < 12; i++) value[i] = b[i];',
    'return OTP_VALUE;',
  ],
};

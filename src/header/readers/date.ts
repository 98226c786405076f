import type { DateSpec } from '../../layout/schema-2.js';
import { joinedBytes } from '../c-text.js';
import type { Helper, Reader } from '../reader.js';

export function dateReader({ encoding, endian }: DateSpec): Reader {
  if (encoding === 'unix32') {
    return {
      parameter: 'uint32_t *value',
      holds: 1,
      says: 'seconds since 1970 in UTC',
      body: [`if (value) *value = ${joinedBytes(0, 4, endian)};`, 'return OTP_VALUE;'],
    };
  }
  return {
    parameter: 'struct otp_date *date',
    holds: 1,
    says: 'a day',
    helpers: [dateType],
    body: [
      'struct otp_date found;',
      ...(encoding === 'bcd' ? bcd : ymd(endian)),
      'if (!otp_day_(&found)) return OTP_INVALID;',
      'if (date) {',
      '    date->year = found.year;',
      '    date->month = found.month;',
      '    date->day = found.day;',
      '}',
      'return OTP_VALUE;',
    ],
  };
}

const bcd = [
  'uint32_t two[4];',
  'for (uint32_t i = 0; i < 4; i++) {',
  '    if ((b[i] & 0x0Fu) > 9 || b[i] >> 4 > 9) return OTP_INVALID;',
  '    two[i] = (b[i] >> 4) * 10u + (b[i] & 0x0Fu);',
  '}',
  'found.year = (uint16_t)(two[0] * 100u + two[1]);',
  'found.month = (uint8_t)two[2];',
  'found.day = (uint8_t)two[3];',
];

function ymd(endian: DateSpec['endian']): readonly string[] {
  return [
    `found.year = (uint16_t)(${joinedBytes(0, 2, endian)});`,
    'found.month = b[2];',
    'found.day = b[3];',
  ];
}

const dateType: Helper = {
  name: 'otp_day_',
  code: `struct otp_date {
    uint16_t year;
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
};

/* Whether the calendar has the day. */
static inline bool otp_day_(const struct otp_date *date)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date->year > 9999 || date->month < 1 || date->month > 12 || date->day < 1) return false;
    /* Years come again after 400; no division, which ARMv6-M has not. */
    uint32_t year = date->year;
    while (year >= 400u) year -= 400u;
    const bool leap = year % 4u == 0 && year != 100u && year != 200u && year != 300u;
    return date->day <= days[date->month - 1] + (date->month == 2 && leap ? 1 : 0);
}`,
};

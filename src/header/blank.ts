import type { Bank } from '../bank/index.js';
import type { Layout } from '../layout/index.js';
import { joinRanges } from '../range/index.js';
import { unsigned } from './c-text.js';

/** Whether nobody has written any field. */
export function blankCode({ bank, fields }: Layout<Bank>): string {
  const ranges = joinRanges(fields).map(
    ({ address, length }) => `        {${unsigned(address - bank.otp.base)}, ${unsigned(length)}},`,
  );
  return `/* Whether all fields are blank; a damaged unit is not. */
static inline bool otp_is_blank(void)
{
    static const uint32_t ranges[${ranges.length}][2] = {
${ranges.join('\n')}
    };
    for (uint32_t i = 0; i < ${unsigned(ranges.length)}; i++) {
        for (uint32_t at = ranges[i][0]; at < ranges[i][0] + ranges[i][1]; at++) {
            uint8_t byte;
            if (!otp_get_(at, &byte, 1) || byte != OTP_ERASED) return false;
        }
    }
    return true;
}`;
}

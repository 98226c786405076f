import type { Bank } from '../bank/index.js';
import { type EccAccess, eccAccess } from './ecc-access.js';
import { plainUnit } from './plain-unit.js';

/** How firmware reads bytes of a bank: what every file has, and what one file defines for all. */
export type Access = EccAccess;

/** Errors: DEVICE_NEEDED, where the chips of a bank report ECC errors by different registers. */
export function accessOf(bank: Bank, isOneChip: boolean): Access {
  const { ecc, rewrite } = bank.otp;
  const access: Access = ecc && !bank.sector ? eccAccess(bank, ecc, isOneChip) : { code: plainUnit };
  const state = rewrite === 'once' ? byUnits : byBytes;
  return { ...access, code: [access.code, get, state].join('\n\n') };
}

const get = `/* Reads bytes; false if a damaged unit is among them. */
static inline bool otp_get_(uint32_t at, uint8_t *to, uint32_t length)
{
    uint8_t unit[OTP_UNIT];
    for (uint32_t i = 0; i < length;) {
        uint32_t from = (at + i) % OTP_UNIT;
        if (!otp_unit_(at + i - from, unit)) return false;
        for (; from < OTP_UNIT && i < length; from++) to[i++] = unit[from];
    }
    return true;
}`;

/** Where a unit is written once, a field is written in part if one of its units is blank. */
const byUnits = `/* Reads a field and judges how far it is written: OTP_VALUE if it can be decoded. */
static inline enum otp_state otp_raw_(uint32_t at, uint8_t *to, uint32_t length, bool allow_blank)
{
    uint8_t unit[OTP_UNIT];
    bool some = false;
    bool all = true;
    for (uint32_t from = at - at % OTP_UNIT; from < at + length; from += OTP_UNIT) {
        if (!otp_unit_(from, unit)) return OTP_DAMAGED;
        bool blank = true;
        for (uint32_t i = 0; i < OTP_UNIT; i++) {
            if (unit[i] != OTP_ERASED) blank = false;
            if (to && from + i >= at && from + i < at + length) to[from + i - at] = unit[i];
        }
        if (blank) all = false;
        else some = true;
    }
    if (!some) return OTP_BLANK;
    return all || allow_blank ? OTP_VALUE : OTP_PARTIAL;
}`;

const byBytes = `/* Reads a field: OTP_VALUE if it can be decoded. Where bits are cleared one by one nothing shows a part. */
static inline enum otp_state otp_raw_(uint32_t at, uint8_t *to, uint32_t length, bool allow_blank)
{
    bool blank = true;
    (void)allow_blank;
    for (uint32_t i = 0; i < length; i++) {
        uint8_t byte;
        if (!otp_get_(at + i, &byte, 1)) return OTP_DAMAGED;
        if (byte != OTP_ERASED) blank = false;
        if (to) to[i] = byte;
    }
    return blank ? OTP_BLANK : OTP_VALUE;
}`;

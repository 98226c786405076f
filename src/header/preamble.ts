import type { Bank } from '../bank/index.js';
import { unsigned } from './c-text.js';

/** Where the bank is, and how a test of the host puts a buffer in its place. */
export function preamble({ otp: { base, size, writeUnit, erasedValue }, identity }: Bank): string {
  return `#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Define OTP_BASE before the include to read a buffer in place of the chip, for example in tests on the host. */
#ifdef OTP_BASE
#define OTP_IS_BUFFER_ 1
#else
#define OTP_BASE ${unsigned(base)}
#ifndef OTP_UID_BASE
#define OTP_UID_BASE ${unsigned(identity.uid)}
#endif
#endif

/* Define it as a condition to try damaged units of a buffer. */
#ifndef OTP_IS_DAMAGED
#define OTP_IS_DAMAGED(at) ((void)(at), false)
#endif

#ifdef __cplusplus
#define OTP_ASSERT_ static_assert
#else
#define OTP_ASSERT_ _Static_assert
#endif

/* Offsets count from OTP_BASE, in bytes. */
#define OTP_SIZE ${unsigned(size)}
#define OTP_UNIT ${unsigned(writeUnit)}
#define OTP_ERASED 0x${erasedValue.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** What a field can be found as: the words of otpforge read. */
export const states = `enum otp_state {
    OTP_VALUE = 0,    /* written, and it keeps its rules */
    OTP_BLANK = 1,    /* nobody has written it */
    OTP_PARTIAL = 2,  /* only some of its write units are written */
    OTP_INVALID = 3,  /* it breaks a rule, or a check does not fit */
    OTP_DAMAGED = 4,  /* a unit of it cannot be read; "unreadable" in otpforge read */
    OTP_UNCHECKED = 5 /* a check that could not be compared */
};`;

import type { Bank } from '../bank/index.js';
import type { LayoutRecord } from '../layout/index.js';
import { unsigned } from './c-text.js';
import { macro } from './field-functions.js';
import type { Identifiers } from './identifiers.js';
import type { Helper } from './reader.js';

/** The names that a record takes. */
export function recordWord({ name }: LayoutRecord, names: Identifiers): string {
  return names.take(name, (word) => [
    ...['slot', 'slot_state', 'judge_', 'none_', 'revoked_'].map((end) => `${word}_${end}`),
    ...['OFFSET', 'SIZE', 'SLOTS', 'STRIDE'].map((end) => macro(word, end)),
  ]);
}

export function recordDefines({ slots }: LayoutRecord, word: string, base: number): readonly string[] {
  const [first, second] = slots;
  if (!first) return [];
  const stride = second ? second.address - first.address : first.length;
  return [
    `#define OTP_${macro(word, 'OFFSET')} ${unsigned(first.address - base)}`,
    `#define OTP_${macro(word, 'SIZE')} ${unsigned(first.length)}`,
    `#define OTP_${macro(word, 'SLOTS')} ${unsigned(slots.length)}`,
    `#define OTP_${macro(word, 'STRIDE')} ${unsigned(stride)}`,
  ];
}

/** What the records of a header share. */
export function recordHelper({ otp: { locks, data } }: Bank): Helper {
  const locked = locks
    ? `/* Whether a block that a range touches is locked. */
static inline bool otp_locked_(uint32_t at, uint32_t length)
{
    for (uint32_t block = 0; block < ${unsigned(locks.count)}; block++) {
        const uint32_t start = ${data.offset > 0 ? `${unsigned(data.offset)} + ` : ''}block * ${unsigned(locks.blockSize)};
        uint8_t lock;
        if (start >= at + length || at >= start + ${unsigned(locks.blockSize)}) continue;
        if (otp_get_(${unsigned(locks.offset)} + block, &lock, 1) && lock != ${unsigned(locks.unlocked)}) return true;
    }
    return false;
}`
    : `/* The bank has no locks. */
static inline bool otp_locked_(uint32_t at, uint32_t length)
{
    (void)at;
    (void)length;
    return false;
}`;
  return {
    name: 'otp_locked_',
    code: `enum otp_slot_state {
    OTP_SLOT_VALID = 0,  /* its check is right */
    OTP_SLOT_BLANK = 1,
    OTP_SLOT_PARTIAL = 2,
    OTP_SLOT_INVALID = 3,
    OTP_SLOT_DAMAGED = 4,
    OTP_SLOT_LOCKED = 5,  /* blank, and it stays so */
    OTP_SLOT_REVOKED = 6, /* its flag says that it does not count any more */
    OTP_SLOT_UNREADABLE_ = 7 /* damaged as a whole */
};

struct otp_tally_ {
    uint32_t blanks;
    uint32_t parts;
    uint32_t damaged;
    uint32_t missing;
};

/* Member by member: an initializer may become a call of memset. */
static inline void otp_count_from_0_(struct otp_tally_ *tally)
{
    tally->blanks = 0;
    tally->parts = 0;
    tally->damaged = 0;
    tally->missing = 0;
}

/* Counts the fields of a slot that are blank, not written as a whole, damaged, or do not say that they were written. */
static inline void otp_count_(struct otp_tally_ *tally, enum otp_state state, bool may_be_blank)
{
    if (state == OTP_BLANK) tally->blanks++;
    if (state == OTP_BLANK || state == OTP_PARTIAL) tally->parts++;
    if (state == OTP_DAMAGED) tally->damaged++;
    if (state != OTP_VALUE && state != OTP_UNCHECKED && !(may_be_blank && state == OTP_BLANK)) tally->missing++;
}

${locked}`,
  };
}

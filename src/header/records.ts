import type { Bank } from '../bank/index.js';
import type { LayoutRecord } from '../layout/index.js';
import { indented, joinedBytes, unsigned } from './c-text.js';
import { type FieldCode, indexParameters, macro, slotPlace } from './field-functions.js';
import type { Identifiers } from './identifiers.js';
import type { Helper } from './reader.js';

/** The names that a record takes. */
export function recordWord({ name }: LayoutRecord, names: Identifiers): string {
  return names.take(name, (word) => [
    ...['slot', 'slot_state', 'judge_', 'none_'].map((end) => `${word}_${end}`),
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

/** What judges the slots of a record, and finds the one that counts. */
export function recordCode(
  record: LayoutRecord,
  word: string,
  fields: readonly FieldCode[],
  { otp }: Bank,
): string {
  const [first] = record.slots;
  if (!first?.sequence || !first.check) return '';
  const wordOf = (name: string) => fields.find(({ family }) => family.field.name === name)?.word ?? name;
  const { sequence, check: crc } = first;
  const torn =
    otp.rewrite === 'once'
      ? 'return tally.parts > 0 ? OTP_SLOT_PARTIAL : OTP_SLOT_INVALID;'
      : 'return OTP_SLOT_INVALID;';
  return `static inline enum otp_slot_state otp_${word}_judge_(uint32_t slot, uint32_t *sequence)
{
    const uint32_t at = ${slotPlace(word)};
    struct otp_tally_ tally = {0, 0, 0};
${first.fields
  .filter(({ name }) => name !== crc.name)
  .map(({ name }) => `    otp_count_(&tally, otp_read_${wordOf(name)}_of(slot, NULL));`)
  .join('\n')}
    const enum otp_state check = otp_read_${wordOf(crc.name)}_of(slot, NULL);
    otp_count_(&tally, check);
    *sequence = 0;
    if (tally.damaged > 0) return tally.damaged == ${unsigned(first.fields.length)} ? OTP_SLOT_UNREADABLE_ : OTP_SLOT_DAMAGED;
    if (tally.blanks == ${unsigned(first.fields.length)}) return otp_locked_(at, OTP_${macro(word, 'SIZE')}) ? OTP_SLOT_LOCKED : OTP_SLOT_BLANK;
    uint8_t b[${sequence.length}];
    if (check == OTP_VALUE && otp_get_(at + OTP_${macro(wordOf(sequence.name), 'OFFSET')}, b, ${unsigned(sequence.length)})) {
        *sequence = ${joinedBytes(0, sequence.length, 'endian' in sequence.spec ? (sequence.spec.endian ?? 'big') : 'big')};
        /* Memory full of zeros is right by many a CRC, so that zero is never written. */
        if (*sequence > 0) return OTP_SLOT_VALID;
    }
    ${torn}
}

/* The state of a slot of ${record.name}, from 1. */
static inline enum otp_slot_state otp_${word}_slot_state(uint32_t slot)
{
    uint32_t sequence;
    if (slot < 1 || slot > OTP_${macro(word, 'SLOTS')}) return OTP_SLOT_INVALID;
    const enum otp_slot_state state = otp_${word}_judge_(slot, &sequence);
    return state == OTP_SLOT_UNREADABLE_ ? OTP_SLOT_DAMAGED : state;
}

/* The slot of ${record.name} that counts: the valid one with the highest sequence, then number; 0 if none is valid. */
static inline uint32_t otp_${word}_slot(void)
{
    uint32_t found = 0;
    uint32_t highest = 0;
    for (uint32_t slot = 1; slot <= OTP_${macro(word, 'SLOTS')}; slot++) {
        uint32_t sequence;
        if (otp_${word}_judge_(slot, &sequence) == OTP_SLOT_VALID && sequence >= highest) {
            highest = sequence;
            found = slot;
        }
    }
    return found;
}

/* What the fields of ${record.name} are without a valid slot. */
static inline enum otp_state otp_${word}_none_(void)
{
    enum otp_state none = OTP_BLANK;
    for (uint32_t slot = 1; slot <= OTP_${macro(word, 'SLOTS')}; slot++) {
        uint32_t sequence;
        const enum otp_slot_state state = otp_${word}_judge_(slot, &sequence);
        if (state == OTP_SLOT_UNREADABLE_) none = OTP_DAMAGED;
        else if (state != OTP_SLOT_BLANK && state != OTP_SLOT_LOCKED) return OTP_INVALID;
    }
    return none;
}`;
}

/** Reads a field of the slot that counts. */
export function newestCode({ word, family, reader }: FieldCode, record: string): string {
  const argument = reader.parameter.slice(reader.parameter.lastIndexOf('*') + 1);
  const { declared, passed } = indexParameters(family);
  return [
    `/* ${family.name}, of the slot that counts. */`,
    `static inline enum otp_state otp_read_${word}(${declared}${reader.parameter})`,
    '{',
    indented([
      ...(reader.first ?? []),
      `const uint32_t slot = otp_${record}_slot();`,
      `return slot > 0 ? otp_read_${word}_of(slot, ${passed}${argument}) : otp_${record}_none_();`,
    ]),
    '}',
  ].join('\n');
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
    OTP_SLOT_LOCKED = 5, /* blank, and it stays so */
    OTP_SLOT_UNREADABLE_ = 6 /* damaged as a whole */
};

struct otp_tally_ {
    uint32_t blanks;
    uint32_t parts;
    uint32_t damaged;
};

/* Counts the fields of a slot that are blank, not written as a whole, or damaged. */
static inline void otp_count_(struct otp_tally_ *tally, enum otp_state state)
{
    if (state == OTP_BLANK) tally->blanks++;
    if (state == OTP_BLANK || state == OTP_PARTIAL) tally->parts++;
    if (state == OTP_DAMAGED) tally->damaged++;
}

${locked}`,
  };
}

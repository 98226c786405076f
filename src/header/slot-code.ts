import type { LayoutRecord } from '../layout/index.js';
import { laterCounts } from '../layout/records/slot-order.js';
import { indented } from './c-text.js';
import { type FieldCode, indexParameters, macro } from './field-functions.js';

/** The functions that say which slot of a record counts, and what its slots are. */
export function slotCode(record: LayoutRecord, word: string): string {
  const isKeyed = record.kind === 'keyed';
  const rank = record.kind === 'sequence' ? ' && order >= highest' : isKeyed ? ' && order == key' : '';
  const isLater = record.kind === 'sequence' || laterCounts(record);
  return `/* The state of a slot of ${record.name}, from 1. */
static inline enum otp_slot_state otp_${word}_slot_state(uint32_t slot)
{
    uint64_t order;
    if (slot < 1 || slot > OTP_${macro(word, 'SLOTS')}) return OTP_SLOT_INVALID;
    const enum otp_slot_state state = otp_${word}_judge_(slot, &order);
    return state == OTP_SLOT_UNREADABLE_ ? OTP_SLOT_DAMAGED : state;
}

/* ${whichCounts(record)}; 0 if none does. */
static inline uint32_t otp_${word}_slot(${isKeyed ? 'uint64_t key' : 'void'})
{
    uint32_t found = 0;
${record.kind === 'sequence' ? '    uint64_t highest = 0;\n' : ''}    for (uint32_t slot = 1; slot <= OTP_${macro(word, 'SLOTS')}; slot++) {
        uint64_t order;
        if (otp_${word}_judge_(slot, &order) == OTP_SLOT_VALID${rank}) {
${record.kind === 'sequence' ? '            highest = order;\n' : ''}            found = slot;
${isLater ? '' : '            break;\n'}        }
    }
    return found;
}

/* What the fields of ${record.name} are if no slot counts. */
static inline enum otp_state otp_${word}_none_(void)
{
    enum otp_state none = OTP_BLANK;
    for (uint32_t slot = 1; slot <= OTP_${macro(word, 'SLOTS')}; slot++) {
        uint64_t order;
        const enum otp_slot_state state = otp_${word}_judge_(slot, &order);
        if (state == OTP_SLOT_UNREADABLE_) none = OTP_DAMAGED;
        else if (state != OTP_SLOT_BLANK && state != OTP_SLOT_LOCKED) return OTP_INVALID;
    }
    return none;
}${record.kind === 'flagged' ? `\n\n${revokedCode(word)}` : ''}`;
}

/** The functions that read a field of the slot that counts; none of the key of a keyed record, which says the slot. */
export function newestCode(
  { word, family, reader }: FieldCode,
  record: LayoutRecord,
  recordWord: string,
): string {
  const [slot] = record.slots;
  if (slot?.key && family.field === slot.key) return '';
  const argument = reader.parameter.slice(reader.parameter.lastIndexOf('*') + 1);
  const { declared, passed } = indexParameters(family);
  const [key, given] = record.kind === 'keyed' ? ['uint64_t key, ', 'key'] : ['', ''];
  const call = `otp_read_${word}_of(slot, ${passed}${argument})`;
  return [
    `/* ${family.name}, of the slot that counts${given === '' ? '' : ' for a key; OTP_BLANK if there is none'}. */`,
    `static inline enum otp_state otp_read_${word}(${key}${declared}${reader.parameter})`,
    '{',
    indented([
      ...(reader.first ?? []),
      `${record.kind === 'flagged' ? '' : 'const '}uint32_t slot = otp_${recordWord}_slot(${given});`,
      ...(record.kind === 'flagged'
        ? revokedLines(family.field === slot?.valid, call, recordWord, passed, word)
        : []),
      `return slot > 0 ? ${call} : ${given === '' ? `otp_${recordWord}_none_()` : 'OTP_BLANK'};`,
    ]),
    '}',
  ].join('\n');
}

function whichCounts({ name, kind, newest }: LayoutRecord): string {
  switch (kind) {
    case 'sequence':
      return `The slot of ${name} that counts: the valid one of the highest number`;
    case 'append':
      return `The slot of ${name} that counts: the valid one at the ${newest ?? 'highest'} address`;
    case 'keyed':
      return `The slot of ${name} that counts for a key: the valid one at the ${newest ?? 'highest'} address`;
    case 'flagged':
      return `The slot of ${name} that counts: the ${newest ?? 'first'} one that is not revoked`;
  }
}

/** Without a slot that counts the last revoked one shows its flag, and nothing else. */
function revokedCode(word: string): string {
  return `/* The last revoked slot; 0 if there is none. */
static inline uint32_t otp_${word}_revoked_(void)
{
    uint32_t found = 0;
    for (uint32_t slot = 1; slot <= OTP_${macro(word, 'SLOTS')}; slot++) {
        uint64_t order;
        if (otp_${word}_judge_(slot, &order) == OTP_SLOT_REVOKED) found = slot;
    }
    return found;
}`;
}

function revokedLines(
  isFlag: boolean,
  call: string,
  recordWord: string,
  passed: string,
  word: string,
): readonly string[] {
  const state = `const enum otp_state state = otp_read_${word}_of(slot, ${passed}NULL);`;
  return [
    'if (slot == 0) {',
    `    slot = otp_${recordWord}_revoked_();`,
    ...(isFlag
      ? [`    if (slot > 0) return ${call};`]
      : [
          '    if (slot > 0) {',
          `        ${state}`,
          '        return state == OTP_DAMAGED || state == OTP_BLANK ? state : OTP_INVALID;',
          '    }',
        ]),
    '}',
  ];
}

import type { Bank } from '../../bank/index.js';
import type { TextSpec } from '../../layout/schema-2.js';
import { count } from '../../text/plural.js';
import type { Helper, Reader } from '../reader.js';
import { patternHelper } from './pattern.js';

/** A text that ends with a NUL, which none holds. A pattern that C cannot check is named in the comment. */
export function textReader(spec: TextSpec, { otp }: Bank): Reader {
  const { length, pad, type, end } = spec;
  const helper = type === 'ascii' ? ascii : utf8;
  const pattern = spec.pattern === undefined ? undefined : patternHelper(spec.pattern, type);
  const unchecked = spec.pattern !== undefined && !pattern ? '; its pattern is not checked' : '';
  const leavesPad = end !== undefined && pad === otp.erasedValue && otp.rewrite === 'once';
  return {
    parameter: 'char *text',
    holds: length + 1,
    says: `${type === 'ascii' ? 'ASCII' : 'UTF-8'}, ${count(length, 'byte')} and the 0 that ends it; empty unless the state is OTP_VALUE${unchecked}`,
    helpers: [helper, ...(leavesPad ? [padUnits] : []), ...(pattern ? [pattern] : [])],
    allowsBlank: leavesPad,
    first: ["if (text) text[0] = '\\0';"],
    body: [
      'uint32_t start = 0;',
      `uint32_t end = ${length};`,
      ...(end === undefined
        ? withoutPad(spec)
        : beforeEnd(end, pad ?? end, length, leavesPad && !spec.allowBlank)),
      `if (!${helper.name}(b + start, end - start)) return OTP_INVALID;`,
      ...(pattern ? [`if (!${pattern.name}(b + start, end - start)) return OTP_INVALID;`] : []),
      'for (uint32_t i = start; text && i < end; i++) text[i - start] = (char)b[i];',
      "if (text) text[end - start] = '\\0';",
      'return OTP_VALUE;',
    ],
  };
}

function withoutPad({ pad, align }: TextSpec): readonly string[] {
  if (pad === undefined) return [];
  return align === 'left'
    ? [`while (end > 0 && b[end - 1] == ${hex(pad)}) end--;`]
    : [`while (start < end && b[start] == ${hex(pad)}) start++;`];
}

/** The end byte follows the text, and nothing but the pad follows that. */
function beforeEnd(end: number, pad: number, length: number, leavesPad: boolean): readonly string[] {
  return [
    'end = 0;',
    `while (end < ${length}u && b[end] != ${hex(end)}) end++;`,
    ...(leavesPad ? [`if (!otp_pad_(at, ${length}u, end)) return OTP_PARTIAL;`] : []),
    `if (end == ${length}u) return OTP_INVALID;`,
    `for (uint32_t i = end + 1u; i < ${length}u; i++) {`,
    `    if (b[i] != ${hex(pad)}) return OTP_INVALID;`,
    '}',
  ];
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A pad of ones is not written, so that only units of nothing else may be blank. */
const padUnits: Helper = {
  name: 'otp_pad_',
  code: `/* Whether the blank units of a text hold nothing but what follows the byte at end. */
static inline bool otp_pad_(uint32_t at, uint32_t length, uint32_t end)
{
    uint8_t unit[OTP_UNIT];
    for (uint32_t from = at - at % OTP_UNIT; from < at + length; from += OTP_UNIT) {
        if (!otp_unit_(from, unit)) return false;
        bool blank = true;
        for (uint32_t i = 0; i < OTP_UNIT; i++) {
            if (unit[i] != OTP_ERASED) blank = false;
        }
        const uint32_t first = from > at ? from - at : 0;
        if (blank && (end >= length - 1u || first <= end)) return false;
    }
    return true;
}`,
};

const ascii: Helper = {
  name: 'otp_ascii_',
  code: `/* Printable ASCII alone. */
static inline bool otp_ascii_(const uint8_t *b, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        if (b[i] < 0x20 || b[i] > 0x7E) return false;
    }
    return true;
}`,
};

const utf8: Helper = {
  name: 'otp_utf8_',
  code: `/* UTF-8 (RFC 3629) without control characters. */
static inline bool otp_utf8_(const uint8_t *b, uint32_t length)
{
    uint32_t i = 0;
    while (i < length) {
        const uint8_t first = b[i++];
        uint32_t more = 0;
        uint32_t code = first;
        if (first >= 0xF0) {
            more = 3;
            code &= 0x07u;
        } else if (first >= 0xE0) {
            more = 2;
            code &= 0x0Fu;
        } else if (first >= 0xC0) {
            more = 1;
            code &= 0x1Fu;
        } else if (first >= 0x80) {
            return false;
        }
        if (first > 0xF4 || more > length - i) return false;
        for (uint32_t j = 0; j < more; j++) {
            const uint8_t next = b[i++];
            if ((next & 0xC0) != 0x80) return false;
            code = code << 6 | (next & 0x3Fu);
        }
        /* The shortest form, no half of a surrogate pair, nothing beyond Unicode. */
        if (more == 1 && code < 0x80u) return false;
        if (more == 2 && (code < 0x800u || (code >= 0xD800u && code <= 0xDFFFu))) return false;
        if (more == 3 && (code < 0x10000u || code > 0x10FFFFu)) return false;
        if (code < 0x20u || (code >= 0x7Fu && code < 0xA0u)) return false;
    }
    return true;
}`,
};

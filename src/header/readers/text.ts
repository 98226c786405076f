import type { TextSpec } from '../../layout/schema-2.js';
import type { Helper, Reader } from '../reader.js';

/** A text that ends with a NUL, which none holds. Patterns are not checked. */
export function textReader(spec: TextSpec): Reader {
  const { length, pad, align, type } = spec;
  const helper = type === 'ascii' ? ascii : utf8;
  const isPad = pad === undefined ? '' : `0x${pad.toString(16).toUpperCase().padStart(2, '0')}`;
  const strip =
    pad === undefined
      ? []
      : align === 'left'
        ? [`while (end > 0 && b[end - 1] == ${isPad}) end--;`]
        : [`while (start < end && b[start] == ${isPad}) start++;`];
  return {
    parameter: 'char *text',
    holds: length + 1,
    says: `${type === 'ascii' ? 'ASCII' : 'UTF-8'}, ${length} bytes and the 0 that ends it; empty unless the state is OTP_VALUE`,
    helpers: [helper],
    first: ["if (text) text[0] = '\\0';"],
    body: [
      `${align === 'right' && pad !== undefined ? '' : 'const '}uint32_t start = 0;`,
      `${align === 'left' && pad !== undefined ? '' : 'const '}uint32_t end = ${length};`,
      ...strip,
      `if (!${helper.name}(b + start, end - start)) return OTP_INVALID;`,
      'if (text) {',
      '    for (uint32_t i = start; i < end; i++) text[i - start] = (char)b[i];',
      "    text[end - start] = '\\0';",
      '}',
      'return OTP_VALUE;',
    ],
  };
}

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

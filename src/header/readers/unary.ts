import type { UnarySpec } from '../../layout/schema-2.js';
import type { Reader } from '../reader.js';

/** How many bits are cleared, one after the other; of a blank field 0. */
export function unaryReader({ bytes, endian, from }: UnarySpec): Reader {
  const isAscending = (from === 'lsb') === (endian === 'little');
  const isLow = from === 'lsb';
  return {
    parameter: 'uint32_t *value',
    holds: 1,
    says: 'the number of cleared bits; 0 if the state is OTP_BLANK',
    first: ['if (value) *value = 0;'],
    body: [
      'uint32_t number = 0;',
      'bool ended = false;',
      `for (uint32_t i = 0; i < ${bytes}u; i++) {`,
      `    const uint32_t byte = ${isAscending ? 'b[i]' : `b[${bytes - 1}u - i]`};`,
      '    uint32_t cleared = 0;',
      `    while (cleared < 8u && !(byte & ${isLow ? '1u << cleared' : '0x80u >> cleared'})) cleared++;`,
      `    if (byte != ${isLow ? '(0xFFu << cleared & 0xFFu)' : '0xFFu >> cleared'} || (ended && cleared > 0)) return OTP_INVALID;`,
      '    if (cleared < 8u) ended = true;',
      '    number += cleared;',
      '}',
      'if (value) *value = number;',
      'return OTP_VALUE;',
    ],
  };
}

import { parseHex } from '../../layout/codec/hex-bytes.js';
import type { BytesSpec, EuiSpec } from '../../layout/schema-2.js';
import { count } from '../../text/plural.js';
import type { Reader } from '../reader.js';

export function bytesReader({ length }: Pick<BytesSpec, 'length'>): Reader {
  return copied(length, { says: count(length, 'byte') });
}

export function uuidReader(): Reader {
  return copied(16, { says: '16 bytes, in the order of the UUID’s text' });
}

/** The first octet first, whatever the order in memory. */
export function euiReader({ type, prefix, endian = 'big' }: EuiSpec): Reader {
  const length = type === 'eui64' ? 8 : 6;
  const first = prefix === undefined ? new Uint8Array() : parseHex(prefix);
  const at = (index: number) => (endian === 'big' ? index : length - 1 - index);
  const rules = Array.from(
    first,
    (byte, index) => `b[${at(index)}] != 0x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return copied(length, {
    says: `${length} octets, in the order of transmission`,
    rules,
    isTurned: endian === 'little',
  });
}

function copied(
  length: number,
  { says, rules = [], isTurned = false }: { says: string; rules?: readonly string[]; isTurned?: boolean },
): Reader {
  const from = isTurned ? `b[${length - 1}u - i]` : 'b[i]';
  return {
    parameter: 'uint8_t *value',
    holds: length,
    says,
    body: [
      ...(rules.length > 0 ? [`if (${rules.join(' || ')}) return OTP_INVALID;`] : []),
      `for (uint32_t i = 0; value && i < ${length}u; i++) value[i] = ${from};`,
      'return OTP_VALUE;',
    ],
  };
}

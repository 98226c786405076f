import { integerSize } from '../../layout/codec/integer-codec.js';
import type { VersionSpec } from '../../layout/schema-2.js';
import { joinedBytes } from '../c-text.js';
import type { Reader } from '../reader.js';

/** The parts of a version, one number each. */
export function versionReader({ parts, endian }: VersionSpec): Reader {
  let at = 0;
  const lines = parts.map((part, index) => {
    const size = integerSize(part);
    at += size;
    return `    value[${index}] = ${joinedBytes(at - size, size, endian)};`;
  });
  return {
    parameter: 'uint32_t *value',
    holds: parts.length,
    says: `the ${parts.length} numbers of a version`,
    body: ['if (value) {', ...lines, '}', 'return OTP_VALUE;'],
  };
}

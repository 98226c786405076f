import { bitGroups } from '../../layout/codec/bits.js';
import { toSigned } from '../../layout/codec/integer.js';
import type { BitsSpec } from '../../layout/schema-2.js';
import { cBits, joinedBytes, unsigned } from '../c-text.js';
import type { Reader } from '../reader.js';

/** All bits as one number, with a macro for each value in it. */
export function bitsReader(spec: BitsSpec): Reader {
  const { bytes, endian, unused } = spec;
  const bits = cBits(bytes);
  const wide = bytes > 4 ? 64 : 32;
  const constant = (value: bigint) => unsigned(value, wide);
  const groups = bitGroups(spec).map(({ name, at, width, names = {} }) => ({
    name,
    part: (value: string) =>
      `${at > 0 ? `${value} >> ${at}` : value} & ${constant((1n << BigInt(width)) - 1n)}`,
    mask: ((1n << BigInt(width)) - 1n) << BigInt(at),
    numbers: Object.entries(names).map(([word, value]) => [word, toSigned(value)] as const),
  }));
  const named = groups.reduce((all, { mask }) => all | mask, 0n);
  const rest = ((1n << BigInt(8 * bytes)) - 1n) & ~named;
  const rules = [
    ...(rest > 0n ? [`(raw & ${constant(rest)}) != ${constant(unused === 1 ? rest : 0n)}`] : []),
    ...groups
      .filter(({ numbers }) => numbers.length > 0)
      .map(
        ({ part, numbers }) =>
          `(${numbers.map(([, value]) => `(${part('raw')}) != ${constant(value)}`).join(' && ')})`,
      ),
  ];
  return {
    parameter: `uint${bits}_t *value`,
    holds: 1,
    says: `bits: ${groups.map(({ name }) => name).join(', ')}, each with a macro that takes it out of the value`,
    body: [
      `const uint${wide}_t raw = ${joinedBytes(0, bytes, endian)};`,
      ...rules.map((rule) => `if (${rule}) return OTP_INVALID;`),
      `if (value) *value = (uint${bits}_t)raw;`,
      'return OTP_VALUE;',
    ],
    constants: groups.flatMap(({ name, part, numbers }) => [
      [name, `(${part(`(uint${wide}_t)(value)`)})`, '(value)'] as const,
      ...numbers.map(([word, value]) => [`${name}_${word}`, constant(value)] as const),
    ]),
  };
}

import { toSigned } from '../../layout/codec/integer.js';
import { integerSize } from '../../layout/codec/integer-codec.js';
import type { IntegerSpec } from '../../layout/schema-2.js';
import { cBits, joinedBytes, signed, unsigned } from '../c-text.js';
import type { Reader } from '../reader.js';

export function integerReader(spec: IntegerSpec): Reader {
  const length = integerSize(spec.type);
  const isSigned = spec.type.startsWith('i');
  const bits = cBits(length);
  const type = `${isSigned ? 'int' : 'uint'}${bits}_t`;
  const constant = (value: bigint) => (isSigned ? signed(value, bits) : unsigned(value, bits));
  const names = Object.entries(spec.names ?? {}).map(([name, value]) => [name, toSigned(value)] as const);
  const rules = [...limits(spec, constant), ...nameRule(names, constant)];
  return {
    parameter: `${type} *value`,
    holds: 1,
    says: names.length > 0 ? `one of ${names.map(([name]) => name).join(', ')}` : 'a number',
    body: [
      `const ${length > 4 ? 'uint64_t' : 'uint32_t'} raw = ${joinedBytes(0, length, spec.endian)};`,
      ...(isSigned ? signedNumber(length, type) : [`const ${type} number = (${type})raw;`]),
      ...(rules.length > 0 ? [`if (${rules.join(' || ')}) return OTP_INVALID;`] : []),
      'if (value) *value = number;',
      'return OTP_VALUE;',
    ],
    constants: names.map(([name, value]) => [name, constant(value)]),
  };
}

// Moved up by half of the range, cut, and moved back, so that no conversion is left to the compiler.
function signedNumber(length: number, type: string): readonly string[] {
  const wide = length > 4 ? 'int64_t' : 'int32_t';
  if (length === 4 || length === 8) return [`const ${type} number = (${type})raw;`];
  const half = signed(1n << BigInt(8 * length - 1), length > 4 ? 64 : 32);
  const mask = unsigned(1n << BigInt(8 * length - 1), length > 4 ? 64 : 32);
  return [`const ${type} number = (${type})((${wide})(raw ^ ${mask}) - ${half});`];
}

// A limit that every number of the type keeps would be a comparison that is always true.
function* limits({ type, min, max }: IntegerSpec, constant: (value: bigint) => string): Generator<string> {
  const bits = BigInt(8 * integerSize(type));
  const [smallest, largest] = type.startsWith('i')
    ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
    : [0n, (1n << bits) - 1n];
  const [lowest, highest] = [
    min === undefined ? smallest : toSigned(min),
    max === undefined ? largest : toSigned(max),
  ];
  if (lowest > largest || highest < smallest) yield 'true';
  if (lowest > smallest && lowest <= largest) yield `number < ${constant(lowest)}`;
  if (highest < largest && highest >= smallest) yield `number > ${constant(highest)}`;
}

function nameRule(
  names: readonly (readonly [string, bigint])[],
  constant: (value: bigint) => string,
): readonly string[] {
  if (names.length === 0) return [];
  const none = names.map(([, value]) => `number != ${constant(value)}`).join(' && ');
  return [names.length === 1 ? none : `(${none})`];
}

import { type Codec, ValueProblem } from '../../layout/codec/index.js';
import { integerBytes } from '../../layout/codec/integer.js';
import { realCodec, toReal } from '../../layout/codec/real.js';
import type { RealSpec } from '../../layout/schema-2.js';
import { joinedBytes, unsigned } from '../c-text.js';
import type { Reader } from '../reader.js';

/**
 * A number of IEEE 754. Limits are compared as integers, which have the same order once negative numbers are turned round,
 * so that no code for floating point is linked.
 */
export function realReader(spec: RealSpec): Reader {
  const bits = spec.type === 'f32' ? 32 : 64;
  const word = `uint${bits}_t`;
  const type = spec.type === 'f32' ? 'float' : 'double';
  const sign = unsigned(1n << BigInt(bits - 1), bits);
  const exponent = unsigned(spec.type === 'f32' ? 0x7f800000n : 0x7ff0000000000000n, bits);
  const [lowest, highest] = orderedLimits({ ...spec, endian: 'little' }, bits);
  return {
    parameter: `${type} *value`,
    holds: 1,
    says: 'a finite number',
    body: [
      `const ${word} raw = ${joinedBytes(0, bits / 8, spec.endian)};`,
      `if ((raw & ${exponent}) == ${exponent} || raw == ${sign}) return OTP_INVALID;`,
      ...(lowest !== undefined || highest !== undefined
        ? [`const ${word} order = raw & ${sign} ? ~raw : raw | ${sign};`]
        : []),
      ...(lowest !== undefined ? [`if (order < ${unsigned(lowest, bits)}) return OTP_INVALID;`] : []),
      ...(highest !== undefined ? [`if (order > ${unsigned(highest, bits)}) return OTP_INVALID;`] : []),
      'const uint8_t *from = (const uint8_t *)&raw;',
      'uint8_t *to = (uint8_t *)value;',
      'for (uint32_t i = 0; to && i < sizeof raw; i++) to[i] = from[i];',
      'return OTP_VALUE;',
    ],
  };
}

/** The first and the last number that keeps the limits, as places in their order; undefined where all do. */
function orderedLimits(
  { min, max, ...spec }: RealSpec,
  bits: 32 | 64,
): readonly [bigint | undefined, bigint | undefined] {
  return [
    min === undefined ? undefined : edge(bits, toReal(min), 1n, realCodec({ ...spec, min })),
    max === undefined ? undefined : edge(bits, toReal(max), -1n, realCodec({ ...spec, max })),
  ];
}

/** The outermost number that a codec takes, near a limit: the decimal limit may lie between two numbers. */
function edge(bits: 32 | 64, limit: number, inward: 1n | -1n, codec: Codec): bigint {
  const sign = 1n << BigInt(bits - 1);
  const mask = 2n * sign - 1n;
  const isKept = (order: bigint): boolean => {
    const raw = order & sign ? order ^ sign : ~order & mask;
    // -0 is never kept; what counts at its place is 0.
    const bytes = integerBytes(raw === sign ? 0n : raw, bits / 8, 'little');
    try {
      codec.decode(bytes);
      return true;
    } catch (error) {
      if (error instanceof ValueProblem) return false;
      throw error;
    }
  };
  const bytes = new DataView(new ArrayBuffer(8));
  if (bits === 32) bytes.setFloat32(0, limit, true);
  else bytes.setFloat64(0, limit, true);
  const raw = bits === 32 ? BigInt(bytes.getUint32(0, true)) : bytes.getBigUint64(0, true);
  let order = raw & sign ? ~raw & mask : raw | sign;
  for (let steps = 0; steps < 4 && !isKept(order); steps += 1) order += inward;
  for (let steps = 0; steps < 4 && isKept(order - inward); steps += 1) order -= inward;
  return order;
}

import type { ValueSpec } from '../schema-2.js';
import { bitsCodec } from './bits.js';
import type { Codec } from './codec.js';
import { dateCodec } from './date.js';
import { euiCodec } from './eui.js';
import { bytesCodec } from './hex-bytes.js';
import { integerCodec } from './integer-codec.js';
import { realCodec } from './real.js';
import { textCodec } from './text.js';
import { uidCodec } from './uid.js';
import { unaryCodec } from './unary.js';
import { uuidCodec } from './uuid.js';
import { versionCodec } from './version.js';

export type { BitValues, Codec, DecodedValue, FieldInput } from './codec.js';
export { type LimitProblem, limitProblems } from './limits.js';
export { EndlessPattern, ValueProblem } from './problem.js';
export { matchingMany, wholeValue } from './whole-value.js';

/** The codec of a field whose limits have no problems. */
export function codecOf(spec: ValueSpec): Codec {
  switch (spec.type) {
    case 'f32':
    case 'f64':
      return realCodec(spec);
    case 'version':
      return versionCodec(spec);
    case 'bytes':
      return bytesCodec(spec);
    case 'ascii':
    case 'utf8':
      return textCodec(spec);
    case 'mac':
    case 'eui48':
    case 'eui64':
      return euiCodec(spec);
    case 'uuid':
      return uuidCodec;
    case 'date':
      return dateCodec(spec);
    case 'bits':
      return bitsCodec(spec);
    case 'unary':
      return unaryCodec(spec);
    case 'uid':
      return uidCodec;
    default:
      return integerCodec(spec);
  }
}

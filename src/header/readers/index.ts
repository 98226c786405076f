import type { Bank } from '../../bank/index.js';
import type { ValueSpec } from '../../layout/schema-2.js';
import type { Reader } from '../reader.js';
import { bitsReader } from './bits.js';
import { bytesReader, euiReader, uuidReader } from './bytes.js';
import { dateReader } from './date.js';
import { integerReader } from './integer.js';
import { realReader } from './real.js';
import { textReader } from './text.js';
import { uidReader } from './uid.js';
import { unaryReader } from './unary.js';
import { versionReader } from './version.js';

/** How the bytes of a field become its value in C. */
export function readerOf(spec: ValueSpec, bank: Bank): Reader {
  switch (spec.type) {
    case 'f32':
    case 'f64':
      return realReader(spec);
    case 'version':
      return versionReader(spec);
    case 'bytes':
      return bytesReader(spec);
    case 'ascii':
    case 'utf8':
      return textReader(spec, bank);
    case 'mac':
    case 'eui48':
    case 'eui64':
      return euiReader(spec);
    case 'uuid':
      return uuidReader();
    case 'date':
      return dateReader(spec);
    case 'bits':
      return bitsReader(spec);
    case 'unary':
      return unaryReader(spec);
    case 'uid':
      return uidReader;
    default:
      return integerReader(spec);
  }
}

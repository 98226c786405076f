import { integerBytes } from './codec/integer.js';
import { crc, crcSize } from './crc/index.js';
import { parametersOf } from './crc-spec.js';
import { hash, hashSize } from './hash.js';
import { type Cover, uidLength } from './layout.js';
import type { CheckSpec } from './schema-checks.js';
import { sum, sumSize } from './sum.js';

/** Bytes that a check takes; `covered` is how many it runs over. */
export function checkSize(spec: CheckSpec, covered: number): number {
  switch (spec.type) {
    case 'crc':
      return crcSize(parametersOf(spec));
    case 'sum':
      return sumSize(spec.algorithm);
    case 'hash':
      return spec.bytes ?? hashSize(spec.algorithm);
    case 'complement':
      return covered;
    case 'computed':
      return spec.length;
  }
}

/** The bytes that a check has over some input; undefined of one that only its signer can compute. */
export function checkBytes(
  spec: CheckSpec,
  input: Uint8Array,
  key: Uint8Array | undefined,
): Uint8Array | undefined {
  switch (spec.type) {
    case 'crc': {
      const parameters = parametersOf(spec);
      return integerBytes(crc(parameters, input), crcSize(parameters), spec.endian);
    }
    case 'sum':
      return integerBytes(sum(spec.algorithm, input), sumSize(spec.algorithm), spec.endian);
    case 'hash':
      return hash(spec.algorithm, input, key).subarray(0, checkSize(spec, input.length));
    case 'complement':
      return input.map((byte) => byte ^ 0xff);
    case 'computed':
      return undefined;
  }
}

/** Bytes of a part of what a check runs over. */
export function coverLength(cover: Cover): number {
  return cover === '@uid' ? uidLength : cover.length;
}

import { parametersOf } from '../../layout/crc-spec.js';
import type { CheckField, Cover } from '../../layout/index.js';
import { count } from '../../text/plural.js';
import { cBits, joinedBytes, unsigned } from '../c-text.js';
import type { Helper, Reader } from '../reader.js';
import type { Algorithm } from './algorithm.js';
import { complement } from './complement.js';
import { crcAlgorithm } from './crc.js';
import { hashAlgorithm } from './hash.js';
import { sumAlgorithm } from './sum.js';
import { uid } from './uid.js';

/** How a check is compared with what it covers; `at` is its own offset, from which what it covers is counted. */
export function checkReader(field: CheckField): Reader {
  const { spec, length } = field;
  switch (spec.type) {
    case 'crc':
      return numberReader(field, crcAlgorithm(parametersOf(spec)), spec.endian);
    case 'sum':
      return numberReader(field, sumAlgorithm(spec.algorithm), spec.endian);
    case 'hash':
      return bytesReader(field, hashAlgorithm(spec.algorithm, length, keyPlace(field)));
    case 'complement':
      return bytesReader(field, complement);
    case 'computed':
      return unchecked(length);
  }
}

const says = 'OTP_VALUE if it fits what it covers, OTP_INVALID if not; the value in both cases';

function numberReader(field: CheckField, algorithm: Algorithm, endian: 'little' | 'big'): Reader {
  const bits = cBits(field.length);
  return {
    parameter: `uint${bits}_t *value`,
    holds: 1,
    says,
    helpers: helpersOf(field, algorithm),
    body: [
      `const uint${bits}_t held = (uint${bits}_t)(${joinedBytes(0, field.length, endian)});`,
      'if (value) *value = held;',
      ...computed(field, algorithm),
      'return held == wanted ? OTP_VALUE : OTP_INVALID;',
    ],
  };
}

function bytesReader(field: CheckField, algorithm: Algorithm): Reader {
  return {
    parameter: 'uint8_t *value',
    holds: field.length,
    says,
    helpers: helpersOf(field, algorithm),
    body: [...copied(field.length), ...computed(field, algorithm), 'return fits ? OTP_VALUE : OTP_INVALID;'],
  };
}

/** What only a signer can compute. */
function unchecked(length: number): Reader {
  return {
    parameter: 'uint8_t *value',
    holds: length,
    says: `${count(length, 'byte')}, which only their signer can check: OTP_UNCHECKED`,
    body: [...copied(length), 'return OTP_UNCHECKED;'],
  };
}

function copied(length: number): readonly string[] {
  return [`for (uint32_t i = 0; value && i < ${length}u; i++) value[i] = b[i];`];
}

function helpersOf({ covers }: CheckField, { helpers }: Algorithm): readonly Helper[] {
  return covers.includes('@uid') ? [uid, ...helpers] : helpers;
}

/** Lines that run an algorithm over what a check covers, or return. */
function computed({ address, covers }: CheckField, { begin, take, end }: Algorithm): readonly string[] {
  return [...begin, ...covers.flatMap((cover) => covered(cover, address, take)), ...end];
}

function covered(cover: Cover, from: number, take: string): readonly string[] {
  if (cover === '@uid') {
    return [
      '{',
      '    uint8_t uid[12];',
      '    if (!otp_uid_(uid)) return OTP_UNCHECKED;',
      `    for (uint32_t i = 0; i < 12; i++) ${take}(&c, uid[i]);`,
      '}',
    ];
  }
  const place = `${distance(cover.address, from)}, ${unsigned(cover.length)}`;
  return [`if (!otp_over_(${take}, &c, ${place})) return OTP_UNCHECKED;`];
}

function keyPlace({ key, address }: CheckField): string | undefined {
  return key && `${distance(key.address, address)}, ${unsigned(key.length)}`;
}

function distance(address: number, from: number): string {
  return address < from ? `at - ${unsigned(from - address)}` : `at + ${unsigned(address - from)}`;
}

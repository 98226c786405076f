import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { wordCount } from './words.js';

/** Partition 0xF2 of the embedded programming service, version 2: what dfu-util and STM32CubeProgrammer read and write. */
export interface Partition {
  /** BSEC state: 0 open, 1 closed, 3 invalid. Ignored on a write. */
  readonly state: number;
  /** One for each word of fuses. */
  readonly words: readonly PartitionWord[];
}

/** Both are unsigned. */
export interface PartitionWord {
  readonly value: number;
  readonly status: number;
}

export const partitionVersion = 2;
/** (2 × 96 + 2) × 4 */
export const partitionSize = (2 * wordCount + 2) * 4;

export type BsecState = 'open' | 'closed' | 'invalid' | 'unknown';

/** Errors: MP1_SIZE, MP1_VERSION. */
export function decodePartition(bytes: Uint8Array): Partition {
  refuseSize(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(0, true);
  refuseVersion(version);
  return {
    state: view.getUint32(4, true),
    words: Array.from({ length: wordCount }, (_, word) => ({
      value: view.getUint32(valueOffset(word), true),
      status: view.getUint32(valueOffset(word) + 4, true),
    })),
  };
}

/** The whole partition: the service takes a shorter file as one that goes on with zeros. */
export function encodePartition({ state, words }: Partition): Uint8Array {
  const bytes = new Uint8Array(partitionSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, partitionVersion, true);
  view.setUint32(4, state, true);
  for (const [word, { value, status }] of words.entries()) {
    view.setUint32(valueOffset(word), value, true);
    view.setUint32(valueOffset(word) + 4, status, true);
  }
  return bytes;
}

/** A partition that asks for nothing. */
export function emptyPartition(): Partition {
  return { state: 0, words: Array.from({ length: wordCount }, () => ({ value: 0, status: 0 })) };
}

/** Where the value of a word is; its status follows. */
export function valueOffset(word: number): number {
  return 8 + 8 * word;
}

export function bsecState(state: number): BsecState {
  return bsecStates[state] ?? 'unknown';
}

const bsecStates: Readonly<Record<number, BsecState>> = { 0: 'open', 1: 'closed', 3: 'invalid' };

/** Errors: MP1_SIZE. */
export function refuseSize(length: number): void {
  if (length !== partitionSize) throw sizeError(length);
}

/** Errors: MP1_VERSION. */
export function refuseVersion(version: number): void {
  if (version !== partitionVersion) throw versionError(version);
}

/** What is said of a size that no partition version 2 has, by name where it is known. */
export function sizeError(length: number): OtpforgeError {
  const known = otherSizes[length];
  return new OtpforgeError('MP1_SIZE', {
    message: `an OTP partition has ${count(partitionSize, 'byte')}, and this has ${known ?? count(length, 'byte')}`,
    remedy:
      known === undefined
        ? 'Read the partition again, or give the 384 bytes of the nvmem file; place a piece of it with --at word=12.'
        : 'otpforge mp1 reads partition version 2 of STM32MP13x and STM32MP15x alone.',
    details: { expected: partitionSize, size: length },
  });
}

/** Of any version or chip that is known by its size. */
export function isPartitionSize(length: number): boolean {
  return length === partitionSize || otherSizes[length] !== undefined;
}

const otherSizes: Readonly<Record<number, string>> = {
  1024: '1024: it is version 1, which ecosystem releases up to v3.1.0 used',
  2952: '2952: it is of an STM32MP2',
};

function versionError(version: number): OtpforgeError {
  return new OtpforgeError('MP1_VERSION', {
    message: `the partition says version ${version}, and otpforge knows version ${partitionVersion}`,
    remedy: 'Read the partition again with U-Boot of ecosystem release v4.0.0 or later.',
    details: { expected: partitionVersion, version },
  });
}

/** Parameters after Williams' Rocksoft model. */
export interface CrcParameters {
  /** In bits: 8 to 64, whole bytes. */
  readonly width: number;
  readonly poly: bigint;
  readonly init: bigint;
  /** Bytes are taken least significant bit first. */
  readonly refIn: boolean;
  /** The result is turned round, bit by bit, before xorOut. */
  readonly refOut: boolean;
  readonly xorOut: bigint;
  /** Words are of 32 bits, each made of four bytes with the lowest address least significant. */
  readonly feed: 'bytes' | 'words';
}

/** Bytes that a CRC takes. */
export function crcSize({ width }: CrcParameters): number {
  return width / 8;
}

/** Bytes that the CRC takes at once: what it runs over must be whole ones. */
export function crcInputSize({ feed }: CrcParameters): number {
  return feed === 'words' ? 4 : 1;
}

/** What a CRC gives for its check text, by which everybody compares parameters: "123456789", or of words the first 8. */
export function crcCheckText(parameters: CrcParameters): Uint8Array {
  return Buffer.from(crcInputSize(parameters) === 1 ? '123456789' : '12345678', 'latin1');
}

/** The sum of bytes, as it is, inverted, or so that all bytes and the sum add up to zero. */
export const sumNames = [
  'sum8',
  'sum16',
  'sum32',
  'ones8',
  'ones16',
  'ones32',
  'twos8',
  'twos16',
  'twos32',
  'xor8',
] as const;

export type SumName = (typeof sumNames)[number];

/** Bytes that a sum takes. */
export function sumSize(name: SumName): number {
  return Number(/\d+$/.exec(name)?.[0]) / 8;
}

/** The sum of some bytes as an unsigned number of its size. */
export function sum(name: SumName, bytes: Uint8Array): bigint {
  if (name === 'xor8') return BigInt(bytes.reduce((found, byte) => found ^ byte, 0));
  const plain = BigInt(bytes.reduce((found, byte) => found + byte, 0));
  const end = name.startsWith('ones') ? ~plain : name.startsWith('twos') ? -plain : plain;
  return BigInt.asUintN(8 * sumSize(name), end);
}

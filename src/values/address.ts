import { SourceProblem } from './problem.js';

export const addressKinds = ['mac', 'eui48', 'eui64'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** Octets of an address. */
export function octetsOf(kind: AddressKind): number {
  return kind === 'eui64' ? 8 : 6;
}

/** An address as a number, from 02:00:5E:10:00:00, 02-00-5E-10-00-00 or 02005E100000. Throws SourceProblem. */
export function parseAddress(kind: AddressKind, text: string): bigint {
  const octets = octetsOf(kind);
  const digits = /^[0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2})*$/i.test(text)
    ? text.replace(/[:-]/g, '')
    : '';
  if (digits.length === octets * 2) return BigInt(`0x${digits}`);
  throw new SourceProblem(
    `${JSON.stringify(text)} is not an address of ${octets} octets such as ${addressText(kind, 0x02_00_5e_10_00_00n)}`,
  );
}

/** The form that reports show: 02:00:5E:10:00:00. */
export function addressText(kind: AddressKind, address: bigint): string {
  const digits = address
    .toString(16)
    .toUpperCase()
    .padStart(octetsOf(kind) * 2, '0');
  return (digits.match(/../g) ?? []).join(':');
}

/** The first octet, whose lowest bit is that of a group (IEEE 802-2014 §8.2.2). */
export function firstOctet(kind: AddressKind, address: bigint): number {
  return Number(address >> BigInt((octetsOf(kind) - 1) * 8));
}

import type { OtpBank } from '../../../src/bank/index.js';
import { OtpforgeError } from '../../../src/errors/index.js';
import type { SparseImage } from '../../../src/image/index.js';
import {
  decodeLayout,
  decodeSlots,
  type EncodeOptions,
  encodeLayout,
  parseLayout,
  unitDataFromObject,
} from '../../../src/layout/index.js';
import { memoryOf } from '../memory.js';
import { hexOf } from './values.js';

/** One merge: the values of a unit, and how it was asked for. */
export interface Merge extends Pick<EncodeOptions, 'stages' | 'slot'> {
  readonly values: { readonly [field: string]: string | number };
  /** Address of a byte whose lowest bits are lost after the merge is burnt, with the bits that stay. */
  readonly spoilt?: readonly [address: number, mask: number];
}

/**
 * All that a layout and the merges into one chip, one after the other, come to: bytes, whose they are, warnings,
 * refusals, and what the chip then reads as. Not the words of messages, which may be written better.
 */
export function outcomeOf(text: string, bank: OtpBank, merges: readonly Merge[]): unknown {
  const layout = parseLayout(text, 'otp.yaml', bank);
  const memory = memoryOf(bank);
  const encoded = merges.map(({ values, spoilt, ...options }) => {
    // What other stages wrote is to count where the chip is read, so only without stages is it.
    const read = layout.records.length > 0 && options.stages === undefined ? { read: memory.read } : {};
    const merged = attempt(() => {
      const made = encodeLayout(layout, unitDataFromObject(values), { ...options, ...read });
      memory.write(made.image);
      return {
        bytes: bytesOf(made.image),
        owners: ownersOf(made.image),
        slots: made.slots.map(({ record, slot, sequence, found }) => [record, slot, sequence, found]),
        warnings: made.warnings.map(warning),
      };
    });
    const [address = bank.otp.base, mask = 0xff] = spoilt ?? [];
    memory.bytes[address - bank.otp.base]! &= mask;
    return { merged, read: readBack(layout, memory.read) };
  });
  return { warnings: layout.warnings.map(warning), encoded };
}

function readBack(...[layout, read]: Parameters<typeof decodeLayout>) {
  return {
    fields: decodeLayout(layout, read).map(({ name, type, address, length, state, value, crcOk, slot }) => [
      ...[name, type, address, length, state, value, crcOk, slot].map((part) => part ?? null),
    ]),
    slots: decodeSlots(layout, read).map(({ record, slot, address, length, state, sequence, newest }) => [
      ...[record, slot, address, length, state, sequence ?? null, newest],
    ]),
  };
}

function attempt<T>(work: () => T): T | { readonly refused: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof OtpforgeError) return { refused: error.code };
    throw error;
  }
}

function bytesOf({ segments }: SparseImage): Record<string, string> {
  return Object.fromEntries(segments.map(({ address, bytes }) => [address.toString(16), hexOf(bytes)]));
}

/** Where each field's bytes begin, in the order of addresses. */
function ownersOf(image: SparseImage): readonly string[] {
  const owners: string[] = [];
  for (const { address, bytes } of image.segments) {
    for (let at = address; at < address + bytes.length; at += 1) {
      const { source, field = source.kind, secret } = image.originAt(at) ?? { source: { kind: 'none' } };
      const owner = `${field}${secret ? ' secret' : ''}`;
      if (owners.at(-1)?.split(': ')[1] !== owner) owners.push(`${at.toString(16)}: ${owner}`);
    }
  }
  return owners;
}

function warning({ code, field }: { readonly code: string; readonly field?: string }): string {
  return field === undefined ? code : `${code} ${field}`;
}

import { count } from '../../text/plural.js';
import type { BitsSpec } from '../schema-2.js';
import type { BitValues, Codec, FieldInput } from './codec.js';
import { bytesInteger, integerBytes, toInteger } from './integer.js';
import { type NumberNames, nameOfNumber, numberOfName } from './number-names.js';
import { ValueProblem } from './problem.js';

/** Bits of a field that have a name. */
export interface BitGroup {
  readonly name: string;
  /** Of its lowest bit, from the least significant one of the integer. */
  readonly at: number;
  readonly width: number;
  readonly names: NumberNames | undefined;
  readonly preset: FieldInput | undefined;
}

/** All bits of a field, as one text "secure=1 lang=de". */
export function bitsCodec(spec: BitsSpec): Codec {
  const groups = bitGroups(spec);
  const codecs = groups.map((group) => ({ group, codec: bitCodec(spec, group) }));
  return {
    length: spec.bytes,
    encode(input) {
      const values = namedValues(groups, input);
      return joinBits(
        spec,
        codecs.map(({ group, codec }) => ofBit(group, () => codec.encode(values.get(group.name) ?? ''))),
      );
    },
    decode(bytes) {
      checkUnused(spec, groups, bytesInteger(bytes, spec.endian));
      const value: BitValues = Object.fromEntries(
        codecs.map(
          ({ group, codec }) => [group.name, ofBit(group, () => codec.decode(bytes).value)] as const,
        ),
      );
      const text = Object.entries(value).map(([name, each]) => `${name}=${each}`);
      return { value, text: text.join(', ') };
    },
  };
}

/** The bits that have names, in the order of the layout. */
export function bitGroups({ bits }: BitsSpec): readonly BitGroup[] {
  return Object.entries(bits).map(([name, bit]) =>
    typeof bit === 'number'
      ? { name, at: bit, width: 1, names: undefined, preset: undefined }
      : { name, at: bit.at, width: bit.width, names: bit.names, preset: bit.default },
  );
}

/** JSON readers hold a number above 2^53 inexactly. */
const widestNumber = 48;

/** One value of a field of bits: its bytes have zeros in place of all others. */
export function bitCodec(
  { bytes: length, endian }: BitsSpec,
  { at, width, names }: BitGroup,
): Omit<Codec, 'decode'> & {
  decode(bytes: Uint8Array): { readonly value: string | number; readonly text: string };
} {
  const largest = (1n << BigInt(width)) - 1n;
  return {
    length,
    encode(input) {
      const value = names ? numberOfName(names, input) : toInteger(input);
      if (value < 0n || value > largest) {
        throw new ValueProblem(`must be 0 to ${largest} to fit ${count(width, 'bit')}`);
      }
      return integerBytes(value << BigInt(at), length, endian);
    },
    decode(bytes) {
      const number = (bytesInteger(bytes, endian) >> BigInt(at)) & largest;
      if (names) {
        const name = nameOfNumber(names, number);
        return { value: name, text: name };
      }
      return { value: width > widestNumber ? `${number}` : Number(number), text: `${number}` };
    },
  };
}

/** The bits of a field that belong to one value, as bytes. */
export function bitMask({ bytes, endian }: BitsSpec, { at, width }: BitGroup): Uint8Array {
  return integerBytes(((1n << BigInt(width)) - 1n) << BigInt(at), bytes, endian);
}

/** A field of bits from its values, each in its place. */
export function joinBits(spec: BitsSpec, values: readonly Uint8Array[]): Uint8Array {
  const bytes = integerBytes(
    spec.unused === 1 ? unnamedBits(spec, bitGroups(spec)) : 0n,
    spec.bytes,
    spec.endian,
  );
  return bytes.map((byte, index) => values.reduce((all, each) => all | (each[index] ?? 0), byte));
}

function unnamedBits({ bytes }: BitsSpec, groups: readonly BitGroup[]): bigint {
  const all = (1n << BigInt(8 * bytes)) - 1n;
  return groups.reduce((rest, { at, width }) => rest & ~(((1n << BigInt(width)) - 1n) << BigInt(at)), all);
}

function checkUnused(spec: BitsSpec, groups: readonly BitGroup[], value: bigint): void {
  const unnamed = unnamedBits(spec, groups);
  const wrong = (spec.unused === 1 ? ~value : value) & unnamed;
  if (wrong === 0n) return;
  const at = wrong.toString(2).length - 1;
  throw new ValueProblem(`has bit ${at}, which is not used, as ${1 - spec.unused} and not ${spec.unused}`);
}

/** The values that a text gives, and those of the layout where it gives none. Throws ValueProblem. */
function namedValues(groups: readonly BitGroup[], input: FieldInput): ReadonlyMap<string, FieldInput> {
  const example = groups.map(({ name, names }) => `${name}=${Object.keys(names ?? { 1: 1 })[0]}`).join(' ');
  const form = `must be of the form "${example}"`;
  if (typeof input !== 'string') throw new ValueProblem(form);
  const values = new Map<string, FieldInput>();
  for (const part of input.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, name = '', value = ''] = /^([A-Za-z][A-Za-z0-9_]*)=([^=]+)$/.exec(part) ?? [];
    if (name === '') throw new ValueProblem(form);
    if (!groups.some((group) => group.name === name))
      throw new ValueProblem(`has no bit called ${name}: it ${form}`);
    if (values.has(name)) throw new ValueProblem(`gives ${name} twice`);
    values.set(name, value);
  }
  for (const { name, preset } of groups) {
    if (values.has(name)) continue;
    if (preset === undefined) throw new ValueProblem(`gives no value for ${name}: it ${form}`);
    values.set(name, preset);
  }
  return values;
}

/** The same, with the name of the bits in the rule that is broken. */
function ofBit<T>({ name }: BitGroup, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ValueProblem ? new ValueProblem(`has ${name}, which ${error.rule}`) : error;
  }
}

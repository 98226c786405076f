/** A field's value as a user gives it. */
export type FieldInput = string | number | bigint;

/** The values of a field of bits, each by its name. */
export type BitValues = Readonly<Record<string, string | number>>;

/** A field's value as it was read: for programs, and as a person would write it. */
export interface DecodedValue {
  /** A number up to 48 bits, else a string, or the named values of bits; encoding it again gives the same bytes. */
  readonly value: string | number | BitValues;
  readonly text: string;
}

/** Both directions between a field's value and its bytes. Both throw ValueProblem. */
export interface Codec {
  readonly length: number;
  encode(input: FieldInput): Uint8Array;
  decode(bytes: Uint8Array): DecodedValue;
}

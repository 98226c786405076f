/** A field's value as a user gives it. */
export type FieldInput = string | number | bigint;

/** A field's value as it was read: for programs, and as a person would write it. */
export interface DecodedValue {
  /** A number up to 32 bits, else a string; encoding it again gives the same bytes. */
  readonly value: string | number;
  readonly text: string;
}

/** Both directions between a field's value and its bytes. Both throw ValueProblem. */
export interface Codec {
  readonly length: number;
  encode(input: FieldInput): Uint8Array;
  decode(bytes: Uint8Array): DecodedValue;
}

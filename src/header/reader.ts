/** C functions that several readers share, by the name that keeps them from being written twice. */
export interface Helper {
  readonly name: string;
  readonly code: string;
  /** What it calls, which comes before it. */
  readonly needs?: readonly Helper[];
}

/**
 * How a field's bytes become a value in C. Names begin with `otp_` and `OTP_`; the prefix that the user wants replaces
 * them at the end.
 */
export interface Reader {
  /** The parameter that takes the value; it may be null. */
  readonly parameter: string;
  /** Elements that the parameter points to. */
  readonly holds: number;
  /** What the value is, for the comment above the function. */
  readonly says: string;
  readonly helpers?: readonly Helper[];
  /** Done before the field is read, for example to leave an empty text behind. */
  readonly first?: readonly string[];
  /** From the bytes `b` to a state, which it returns. */
  readonly body: readonly string[];
  /** Constants and macros that belong to the field: the rest of each name, its value, and its parameters. */
  readonly constants?: readonly (readonly [name: string, value: string, parameters?: string])[];
  /** A blank unit may be wanted; the body judges that. */
  readonly allowsBlank?: boolean;
}

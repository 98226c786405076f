import type { JsonValue } from '../errors/json.js';

/** What is to be signed, and for which field. */
export interface SignRequest {
  /** The name that the layout gives its signer. */
  readonly signer: string;
  readonly field: string;
  /** Bytes that the field holds: exactly so many must come back. */
  readonly length: number;
}

/** A program that gets the bytes on standard input and gives the field's on standard output. */
export interface SignerCommand {
  /** A program, absolute or looked for on PATH, and its arguments. No shell sees them. */
  readonly command: readonly string[];
  /** Seconds until it is killed with all that it has started; 10 unless given. */
  readonly timeout?: number;
  /** The folder that it works in; that of otpforge unless given. */
  readonly folder?: string;
}

/** A function of the caller, who waits for it. */
export type SignFunction = (input: Uint8Array, request: SignRequest) => Uint8Array | Promise<Uint8Array>;

export type Signer = SignerCommand | SignFunction;

/** By the name that a layout calls them with `by:`. */
export interface Signers {
  readonly [name: string]: Signer;
}

/** A request as the details of an error have it. */
export function detailsOf({ signer, field, length }: SignRequest): { readonly [key: string]: JsonValue } {
  return { signer, field, length };
}

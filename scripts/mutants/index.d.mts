/** One rule of the safety code, broken on purpose. */
export interface Mutant {
  readonly name: string;
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
}

export declare const mutants: readonly Mutant[];

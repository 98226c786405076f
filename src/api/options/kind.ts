/** What an option may be, of whatever type. */
export interface AnyKind {
  /** As messages have it: "text", "a whole number from 0 to 255". */
  readonly expected: string;
  readonly needed: boolean;
  readonly fault: (value: unknown, at: string) => Fault | undefined;
}

export interface Kind<T> extends AnyKind {
  readonly needed: false;
  /** Ties a kind to its type; it is never there. */
  readonly type?: (value: T) => T;
}

/** A kind of which a value must be given. */
export interface Needed<T> extends Omit<Kind<T>, 'needed'> {
  readonly needed: true;
}

/** The kind of each option of a call: the compiler sees that none is left out, and that needed ones are so. */
export type Shape<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name>
    ? Kind<Exclude<Options[Name], undefined>>
    : Needed<Options[Name]>;
} & Readonly<Record<string, AnyKind>>;

/** What is wrong with an option; `at` is its path, "inputs[0].address". */
export type Fault =
  | {
      readonly problem: 'unknown';
      readonly at: string;
      readonly name: string;
      readonly known: readonly string[];
    }
  | { readonly problem: 'missing'; readonly at: string; readonly expected: string }
  | { readonly problem: 'invalid'; readonly at: string; readonly expected: string; readonly found: string };

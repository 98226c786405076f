export interface Fragment {
  readonly name: string;
  readonly text: string;
}

export declare const kinds: Readonly<Record<string, string>>;

export declare function fragmentFault(fragment: Fragment): string | undefined;

export declare function withFragments(
  changelog: string,
  fragments: readonly Fragment[],
  version: string,
  date: string,
): string;

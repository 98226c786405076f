type Facts = Readonly<Record<string, string | number>>;

export declare function grouped(
  facts: Readonly<Record<string, Facts>>,
): Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;

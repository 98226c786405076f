export type Macros = ReadonlyMap<string, readonly { readonly value: string; readonly comment: string }[]>;

export declare function macrosOf(text: string): Macros;

export declare function numberOf(macros: Macros, name: string): number | undefined;

export declare function offsetsOf(text: string, struct: string): Readonly<Record<string, number>>;

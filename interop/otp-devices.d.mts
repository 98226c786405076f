export declare const bytewise: readonly string[];
export declare const flashWords: readonly string[];
export declare const doubleWords: readonly string[];
export declare const byTestJtag: readonly string[];

export declare function producedFiles(): Promise<ReadonlyMap<string, Buffer>>;

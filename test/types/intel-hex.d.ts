declare module 'intel-hex' {
  export function parse(
    data: string | Buffer,
    bufferSize?: number,
    addressOffset?: number,
  ): {
    readonly data: Buffer;
    readonly startSegmentAddress: number | null;
    readonly startLinearAddress: number | null;
  };
}

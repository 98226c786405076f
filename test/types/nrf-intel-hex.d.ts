/** The package's own declaration says `export default`, but what it exports is a CommonJS `module.exports`. */
declare module 'nrf-intel-hex' {
  class MemoryMap extends Map<number, Uint8Array> {
    constructor(blocks?: Iterable<readonly [number, Uint8Array]>);
    static fromHex(hexText: string, maxBlockSize?: number): MemoryMap;
    asHexString(lineSize?: number): string;
  }
  export = MemoryMap;
}

/** Sends characters of remote_bitbang and takes the samples of TDO. */
export type Wire = (characters: string) => string;

/** A JTAG host that knows nothing of the chain but its IR lengths, the device next to TDO first. */
export class JtagHost {
  readonly #wire: Wire;
  readonly #irLengths: readonly number[];

  constructor(wire: Wire, irLengths: readonly number[] = [4, 5]) {
    this.#wire = wire;
    this.#irLengths = irLengths;
  }

  /** Test-Logic-Reset, then Run-Test/Idle. */
  reset(): void {
    this.tms(1, 1, 1, 1, 1, 0);
  }

  tms(...bits: readonly number[]): void {
    for (const bit of bits) this.#wire(clock(bit, 0));
  }

  /** Shifts through IR, from and to Run-Test/Idle; what came out, the device next to TDO first. */
  ir(...instructions: readonly number[]): readonly number[] {
    this.tms(1, 1, 0, 0);
    return this.#shift(instructions, this.#irLengths);
  }

  dr(values: readonly number[], lengths: readonly number[]): readonly number[] {
    this.tms(1, 0, 0);
    return this.#shift(values, lengths);
  }

  // The last bit leaves Shift; Update and Run-Test/Idle follow.
  #shift(values: readonly number[], lengths: readonly number[]): readonly number[] {
    const bits = lengths.flatMap((length, index) => bitsOf(values[index] ?? 0, length));
    const samples = bits.map((bit, index) => {
      const last = index === bits.length - 1 ? 1 : 0;
      return Number(this.#wire(`${line(0, last, bit)}R${line(1, last, bit)}`));
    });
    this.tms(1, 0);
    let at = 0;
    return lengths.map((length) => {
      at += length;
      return numberOf(samples.slice(at - length, at));
    });
  }
}

/** An ADIv5 host on the JTAG-DP of a chain with a second TAP in BYPASS. */
export class DapHost {
  readonly jtag: JtagHost;
  #instruction = -1;

  constructor(wire: Wire) {
    this.jtag = new JtagHost(wire);
    this.jtag.reset();
  }

  /** One scan: the acknowledgement and the result of the scan before it. */
  scan(instruction: number, isRead: boolean, a32: number, value = 0): { ack: number; data: number } {
    if (instruction !== this.#instruction) this.jtag.ir(instruction, 0b11111);
    this.#instruction = instruction;
    const bits = value * 8 + (a32 >> 2) * 2 + (isRead ? 1 : 0);
    const [out = 0] = this.jtag.dr([bits, 0], [35, 1]);
    return { ack: out % 8, data: Math.floor(out / 8) };
  }

  readDp(a32: number): number {
    this.scan(0xa, true, a32);
    return this.scan(0xa, true, 0xc).data;
  }

  writeDp(a32: number, value: number): void {
    this.scan(0xa, false, a32, value);
  }

  readAp(register: number): number {
    this.writeDp(0x8, register & 0xf0);
    this.scan(0xb, true, register & 0xc);
    return this.scan(0xa, true, 0xc).data;
  }

  writeAp(register: number, value: number): void {
    this.writeDp(0x8, register & 0xf0);
    this.scan(0xb, false, register & 0xc, value);
  }

  powerUp(): void {
    this.writeDp(0x4, 0x50000032);
  }

  readWord(address: number): number {
    this.writeAp(0x00, 0x23000012);
    this.writeAp(0x04, address);
    return this.readAp(0x0c);
  }

  writeWord(address: number, value: number): void {
    this.writeAp(0x00, 0x23000012);
    this.writeAp(0x04, address);
    this.writeAp(0x0c, value);
  }
}

const line = (tck: number, tms: number, tdi: number): string => String(4 * tck + 2 * tms + tdi);
const clock = (tms: number, tdi: number): string => line(0, tms, tdi) + line(1, tms, tdi);
const bitsOf = (value: number, length: number): number[] =>
  Array.from({ length }, (_, index) => Math.floor(value / 2 ** index) % 2);
const numberOf = (bits: readonly number[]): number =>
  bits.reduce((value, bit, index) => value + bit * 2 ** index, 0);

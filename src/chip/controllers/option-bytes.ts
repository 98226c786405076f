import type { Die } from '../memory/die.js';

/** RDP bytes that mean level 0, 1 and 2. */
const rdpOfLevel = { 0: 0xaa, 1: 0x55, 2: 0xcc } as const;

export type ProtectionLevel = 0 | 1 | 2;

/** The option bytes as one register shows them, and what was written to it since the reset. */
export class OptionBytes {
  readonly #die: Die;
  readonly #rdpShift: number;
  /** OPTLOCK and OPTSTRT where they are in this register: no part of the option bytes. */
  readonly #commands: number;
  #wanted: number | undefined;

  constructor(die: Die, { rdpShift, reset, commands }: OptionPlaces) {
    this.#die = die;
    this.#rdpShift = rdpShift;
    this.#commands = commands;
    if (die.optionBytes === 0) this.set(reset);
  }

  get readProtection(): ProtectionLevel {
    const rdp = (this.#die.optionBytes >>> this.#rdpShift) & 0xff;
    return rdp === rdpOfLevel[0] ? 0 : rdp === rdpOfLevel[2] ? 2 : 1;
  }

  /** What holds, whatever is written. */
  get current(): number {
    return this.#die.optionBytes;
  }

  /** What the register shows. */
  get shown(): number {
    return this.#wanted ?? this.#die.optionBytes;
  }

  /** A write to the register; the option bytes follow when they are programmed. */
  write(value: number, lanes: number): void {
    this.#wanted = ((this.shown & ~lanes) | (value & ~this.#commands & lanes)) >>> 0;
  }

  set(value: number): void {
    this.#die.optionBytes = (value & ~this.#commands) >>> 0;
  }

  setBits(mask: number, value: number): void {
    this.set((this.#die.optionBytes & ~mask) | value);
  }

  setLevel(level: ProtectionLevel): void {
    this.setBits(0xff << this.#rdpShift, rdpOfLevel[level] << this.#rdpShift);
  }

  reset(): void {
    this.#wanted = undefined;
  }
}

export interface OptionPlaces {
  readonly rdpShift: number;
  /** What a chip from the factory holds. */
  readonly reset: number;
  readonly commands: number;
}

import type { Die } from '../memory/die.js';

/** RDP bytes that mean level 0 and 2; all others are level 1, or between 0 and 1. */
const rdpOfLevel = { 0: 0xaa, 2: 0xcc } as const;
const usualLevelOne = 0x55;

export type ProtectionLevel = 0 | 1 | 2;

/** The option bytes as one register shows them, and what was written to it since the reset. */
export class OptionBytes {
  readonly #die: Die;
  readonly #rdpShift: number;
  /** OPTLOCK and OPTSTRT where they are in this register: no part of the option bytes. */
  readonly #commands: number;
  readonly #levelOne: number;
  #wanted: number | undefined;

  constructor(die: Die, { rdpShift, reset, commands, levelOne }: OptionPlaces) {
    this.#die = die;
    this.#rdpShift = rdpShift;
    this.#commands = commands;
    this.#levelOne = levelOne ?? usualLevelOne;
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
    const rdp = level === 1 ? this.#levelOne : rdpOfLevel[level];
    this.setBits(0xff << this.#rdpShift, rdp << this.#rdpShift);
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
  /** RDP of level 1 as tools set it. */
  readonly levelOne?: number | undefined;
}

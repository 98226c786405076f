import type { RegisterBlock } from '../memory/region.js';

/** Registers that hold what is written to them: RCC, PWR, DBGMCU as far as otpforge looks at them. */
export class RegisterFile implements RegisterBlock {
  readonly #values: Map<number, number>;
  readonly #resetValues: Map<number, number>;
  /** False while the peripheral has no clock: it then reads zero and ignores writes. */
  readonly #isClocked: () => boolean;

  constructor(resetValues: ReadonlyMap<number, number>, isClocked: () => boolean = () => true) {
    this.#resetValues = new Map(resetValues);
    this.#values = new Map(resetValues);
    this.#isClocked = isClocked;
  }

  readRegister(offset: number): number {
    return this.#isClocked() ? this.peek(offset) : 0;
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    if (this.#isClocked()) this.#values.set(offset, ((this.peek(offset) & ~lanes) | (value & lanes)) >>> 0);
  }

  peek(offset: number): number {
    return this.#values.get(offset) ?? 0;
  }

  /** What the register holds from now on and after each reset. */
  setResetValue(offset: number, value: number): void {
    this.#resetValues.set(offset, value >>> 0);
    this.#values.set(offset, value >>> 0);
  }

  reset(): void {
    this.#values.clear();
    for (const [offset, value] of this.#resetValues) this.#values.set(offset, value);
  }
}

import { ShiftRegister } from './shift-register.js';

/** A data register between TDI and TDO. */
export interface DataRegister {
  readonly length: number;
  capture(): number;
  update?(value: number): void;
}

/** What is behind a TAP: its instructions and their data registers. */
export interface TapDevice {
  readonly irLength: number;
  /** What Capture-IR loads; its last two bits are 01. */
  readonly irCapture: number;
  /** The instruction of Test-Logic-Reset. */
  readonly irReset: number;
  /** The register that an instruction selects; undefined for BYPASS, which every unknown one means. */
  register(instruction: number): DataRegister | undefined;
}

const bypass: DataRegister = { length: 1, capture: () => 0 };

/** One TAP of a chain. */
export class Tap {
  readonly #device: TapDevice;
  readonly #shift = new ShiftRegister();
  #instruction: number;

  constructor(device: TapDevice) {
    this.#device = device;
    this.#instruction = device.irReset;
  }

  get out(): 0 | 1 {
    return this.#shift.out;
  }

  reset(): void {
    this.#instruction = this.#device.irReset;
  }

  captureIr(): void {
    this.#shift.load(this.#device.irLength, this.#device.irCapture);
  }

  updateIr(): void {
    this.#instruction = this.#shift.value;
  }

  captureDr(): void {
    const register = this.#register;
    this.#shift.load(register.length, register.capture());
  }

  updateDr(): void {
    this.#register.update?.(this.#shift.value);
  }

  shift(bit: 0 | 1): 0 | 1 {
    return this.#shift.shift(bit);
  }

  get #register(): DataRegister {
    return this.#device.register(this.#instruction) ?? bypass;
  }
}

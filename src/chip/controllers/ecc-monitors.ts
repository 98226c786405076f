import type { Device, FlashLayout } from '../../bank/index.js';
import type { OnceFamily } from '../families/index.js';
import type { CellArray } from '../memory/die.js';
import type { Area } from './controller.js';
import { EccMonitor } from './ecc-monitor.js';
import { bankAt } from './main-flash.js';

/** The ECC registers of a line: one, or one for each bank (ECCR and ECC2R of G0B1 in RM0444). */
export class EccMonitors {
  readonly #monitors: readonly (readonly [offset: number, monitor: EccMonitor])[];
  readonly #layout: FlashLayout;
  /** Which of them shows the errors of OTP: that of bank 1, where OTP is. */
  ofOtp = 0;

  constructor(device: Device, { ecc: facts }: OnceFamily, layout: FlashLayout, pendNmi: () => void) {
    this.#layout = layout;
    const { base } = device.bank.controller;
    const registers = device.bank.otp.ecc?.registers ?? [];
    this.#monitors = registers.map(({ register, system = facts.systemBit }) => [
      register - base,
      new EccMonitor({ systemBit: (1 << system) >>> 0, addressOf: facts.addressOf }, pendNmi),
    ]);
  }

  /** ECCD asks for an NMI as long as it is set. */
  get nmiLine(): boolean {
    return this.#monitors.some(([, monitor]) => monitor.nmiLine);
  }

  read(area: Area, cells: CellArray, offset: number): void {
    this.#of(area, offset)?.read(area, cells, offset);
  }

  fetch(main: CellArray, offset: number): void {
    this.#of('main', offset)?.fetch(main, offset);
  }

  /** Undefined where no ECC register is. */
  readRegister(offset: number): number | undefined {
    return this.#at(offset)?.value;
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    const monitor = this.#at(offset);
    monitor?.write((monitor.value & ~lanes & 0x0fffffff) | (value & lanes));
  }

  reset(): void {
    for (const [, monitor] of this.#monitors) monitor.reset();
  }

  #at(offset: number): EccMonitor | undefined {
    return this.#monitors.find(([at]) => at === offset)?.[1];
  }

  #of(area: Area, offset: number): EccMonitor | undefined {
    const index = area === 'main' ? bankAt(this.#layout, offset) : area === 'otp' ? this.ofOtp : 0;
    return (this.#monitors[index] ?? this.#monitors[0])?.[1];
  }
}

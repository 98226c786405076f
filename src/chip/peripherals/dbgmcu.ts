import type { RegisterBlock } from '../memory/region.js';

const IDCODE = 0x0;
const APB1_FZ = 0x8;
const DBG_IWDG_STOP = 1 << 12;
const REV_ID = 0x1000;

/** DBGMCU (RM0090 §38.16, RM0351 §48.16): identity, and watchdogs that stand still while the core is halted. */
export class DebugMcu implements RegisterBlock {
  devId: number;
  readonly #changed: () => void;
  readonly #values = new Map<number, number>();

  constructor(devId: number, changed: () => void) {
    this.devId = devId;
    this.#changed = changed;
  }

  get freezesWatchdog(): boolean {
    return ((this.#values.get(APB1_FZ) ?? 0) & DBG_IWDG_STOP) !== 0;
  }

  readRegister(offset: number): number {
    return offset === IDCODE ? ((REV_ID << 16) | this.devId) >>> 0 : (this.#values.get(offset) ?? 0);
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    if (offset === IDCODE) return;
    this.#values.set(offset, ((this.readRegister(offset) & ~lanes) | (value & lanes)) >>> 0);
    this.#changed();
  }

  /** Power-on only: a system reset leaves DBGMCU alone. */
  reset(): void {
    this.#values.clear();
  }
}

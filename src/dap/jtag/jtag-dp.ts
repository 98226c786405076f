import { type DebugPort, DpRegister } from '../debug-port.js';
import type { DataRegister, TapDevice } from './tap.js';

// Instructions of 4 bits (ADIv5 B3.3).
const IR_ABORT = 0x8;
const IR_DPACC = 0xa;
const IR_APACC = 0xb;
const IR_IDCODE = 0xe;

const scanBits = 35;
const ACK_OK_FAULT = 0b010;

/** A JTAG-DP (ADIv5 B3): DPACC and APACC scans of 35 bits, each of which shifts out the result of the one before. */
export class JtagDp implements TapDevice {
  readonly irLength = 4;
  readonly irCapture = 0b0001;
  readonly irReset = IR_IDCODE;
  readonly #dp: DebugPort;
  readonly #registers: ReadonlyMap<number, DataRegister>;
  #result = 0;

  /** `idcode` is that of its TAP (RM0090 §38.6.3). */
  constructor(dp: DebugPort, idcode: number) {
    this.#dp = dp;
    const capture = (): number => this.#result * 8 + ACK_OK_FAULT;
    const scan = (update: (scan: Scan) => void): DataRegister => ({
      length: scanBits,
      capture,
      update: (value) => update(parseScan(value)),
    });
    this.#registers = new Map([
      [IR_IDCODE, { length: 32, capture: () => idcode }],
      [IR_DPACC, scan((access) => this.#accessDp(access))],
      [IR_APACC, scan((access) => this.#accessAp(access))],
      [IR_ABORT, scan(({ value }) => dp.abort(value))],
    ]);
  }

  register(instruction: number): DataRegister | undefined {
    return this.#registers.get(instruction);
  }

  /** Power-on. */
  reset(): void {
    this.#dp.reset();
    this.#result = 0;
  }

  // A JTAG-DP of version 0 has no DPIDR, and its RDBUFF reads as zero (B3.2).
  #accessDp({ isRead, a32, value }: Scan): void {
    if (isRead) {
      this.#result = a32 === DpRegister.CtrlStat && this.#dp.dpBank === 0 ? this.#dp.ctrlStat : 0;
    } else if (a32 === DpRegister.CtrlStat) {
      this.#dp.ctrlStat = value;
    } else if (a32 === DpRegister.Select) {
      this.#dp.select = value;
    }
  }

  #accessAp({ isRead, a32, value }: Scan): void {
    if (isRead) this.#result = this.#dp.readAp(a32);
    else this.#dp.writeAp(a32, value);
  }
}

interface Scan {
  readonly isRead: boolean;
  readonly a32: number;
  readonly value: number;
}

// RnW, A[3:2], then 32 bits of data.
function parseScan(bits: number): Scan {
  return { isRead: bits % 2 === 1, a32: (Math.floor(bits / 2) % 4) << 2, value: Math.floor(bits / 8) };
}

import { type DebugPort, DpRegister } from './debug-port.js';

/** DLCR, the only other bank of address 4: turnaround one cycle. */
const DLCR = 0;

/** What a SW-DP acknowledges. Nothing here ever takes so long that it says WAIT. */
export type SwAck = 'ok' | 'fault';

/** A SW-DP (ADIv5 B4) as its host sees it above the line: register reads and writes with an acknowledgement. */
export class SwDp {
  readonly #dp: DebugPort;
  readonly #dpidr: number;
  #buffer = 0;

  constructor(dp: DebugPort, dpidr: number) {
    this.#dp = dp;
    this.#dpidr = dpidr;
  }

  /** `a32` is A[3:2] in place: 0, 4, 8 or 0xC. A read of the AP is posted: its value is in RDBUFF. */
  read(port: 'dp' | 'ap', a32: number): { ack: SwAck; value: number } {
    if (port === 'dp' && a32 === DpRegister.Dpidr) return { ack: 'ok', value: this.#dpidr };
    if (port === 'dp' && a32 === DpRegister.CtrlStat) {
      return { ack: 'ok', value: this.#dp.dpBank === 0 ? this.#dp.ctrlStat : DLCR };
    }
    if (this.#dp.isFaulted) return { ack: 'fault', value: 0 };
    // RDBUFF gives the posted value, and RESEND gives it again.
    if (port === 'dp') return { ack: 'ok', value: this.#buffer };
    const posted = this.#buffer;
    this.#buffer = this.#dp.readAp(a32);
    return { ack: 'ok', value: posted };
  }

  write(port: 'dp' | 'ap', a32: number, value: number): SwAck {
    if (port === 'dp' && a32 === DpRegister.Abort) {
      this.#dp.abort(value);
      return 'ok';
    }
    if (this.#dp.isFaulted) return 'fault';
    if (port === 'ap') this.#dp.writeAp(a32, value);
    else if (a32 === DpRegister.CtrlStat) this.#dp.ctrlStat = value;
    else if (a32 === DpRegister.Select) this.#dp.select = value;
    return 'ok';
  }

  /** Power-on. */
  reset(): void {
    this.#dp.reset();
    this.#buffer = 0;
  }
}

import type { DataRegister, TapDevice } from './tap.js';

const IR_IDCODE = 0b00001;

/** ST's boundary-scan TAP in front of the core's (RM0090 §38.6.2): its IDCODE, and BYPASS for anything else. */
export class BoundaryScanTap implements TapDevice {
  readonly irLength = 5;
  readonly irCapture = 0b00001;
  readonly irReset = IR_IDCODE;
  readonly #idcode: DataRegister;

  /** The part number is 0x6000 and DEV_ID; the manufacturer is STMicroelectronics. */
  constructor(devId: number) {
    this.#idcode = { length: 32, capture: () => 0x06000041 + devId * 0x1000 };
  }

  register(instruction: number): DataRegister | undefined {
    return instruction === IR_IDCODE ? this.#idcode : undefined;
  }
}

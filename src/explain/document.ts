import type { ReservedSector } from '../bank/index.js';
import type { Knowledge, OtpArea } from '../family/index.js';

/** What is known of a device and its OTP. */
export interface ExplainDocument extends Knowledge {
  readonly format: 'otpforge.explain/1';
  readonly device: string;
  readonly family: string;
  readonly line: string;
  /**
   * `bank`: otpforge burns it. `none`: it has no OTP. `not-yet`: it has OTP that no bank serves.
   * `mp1`: `otpforge mp1` reads and writes its fuses.
   */
  readonly answer: 'bank' | 'none' | 'not-yet' | 'mp1';
  readonly summary: string;
  /** False: the line has a public list of devices that does not name this one. */
  readonly isListed: boolean;
  readonly bank: BankOfDevice | null;
  /** The OTP; or the reserved sector of a chip without any, where `sector` is there. */
  readonly otp: OtpArea | null;
  readonly sector?: ReservedSector | undefined;
}

export interface BankOfDevice {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  /** Whether it is one of the package. */
  readonly isShipped: boolean;
}

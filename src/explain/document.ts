import type { OtpArea, Question, ReadProtection, ToolFault } from '../family/index.js';

/** What is known of a device and its OTP. Sentences are human-readable; an empty list says that nothing is known. */
export interface ExplainDocument {
  readonly format: 'otpforge.explain/1';
  readonly device: string;
  readonly family: string;
  readonly line: string;
  /** `bank`: otpforge burns it. `none`: it has no OTP. `not-yet`: it has OTP that no bank serves. */
  readonly answer: 'bank' | 'none' | 'not-yet';
  readonly summary: string;
  /** False: the line has a public list of devices that does not name this one. */
  readonly isListed: boolean;
  readonly bank: BankOfDevice | null;
  readonly otp: OtpArea | null;
  readonly where: readonly string[];
  readonly unit: readonly string[];
  readonly locks: readonly string[];
  readonly ecc: readonly string[];
  readonly readProtection: ReadProtection | null;
  readonly supply: readonly string[];
  /** What the area holds on delivery. */
  readonly factory: readonly string[];
  /** Known faults of other tools. */
  readonly tools: readonly ToolFault[];
  readonly proven: readonly string[];
  /** What to do without OTP. */
  readonly instead: readonly string[];
  readonly questions: readonly Question[];
  readonly notVerified: readonly string[];
  readonly sources: readonly string[];
}

export interface BankOfDevice {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  /** Whether it is one of the package. */
  readonly isShipped: boolean;
}

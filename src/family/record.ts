/** What is known of a family without its bank: one file of banks/families. Sentences say where they are not verified. */
export interface FamilyRecord {
  readonly family: string;
  /** What the names of its devices begin with. */
  readonly prefixes: readonly string[];
  /** Where no bank serves a device: whether it has no OTP, fuses, or is not served yet. */
  readonly answer: Unserved;
  readonly facts: FamilyFacts;
  readonly lines: readonly FamilyLine[];
}

/** `mp1`: its fuses are served by `otpforge mp1`. */
export type Unserved = 'none' | 'not-yet' | 'mp1';

/** Devices of one family that have other facts, or a list of their own. */
export interface FamilyLine {
  readonly line: string;
  readonly prefixes: readonly string[];
  /** What follows each prefix in a device's name, by prefix: "C6 C8". A line without a list goes by its prefixes. */
  readonly devices?: Readonly<Record<string, string>>;
  readonly answer?: Unserved;
  /** What differs from the family. */
  readonly facts?: Partial<FamilyFacts>;
}

export interface FamilyFacts extends Knowledge {
  /** For a message: what the OTP is, or what to do without. */
  readonly summary: string;
  readonly otp: OtpRecord | null;
}

/** What is known of an OTP, by topic. Sentences are human-readable; an empty list says that nothing is known. */
export interface Knowledge {
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
  /** How far the package's bank is proven, where it has one. */
  readonly proven: readonly string[];
  /** What to do on a chip without OTP. */
  readonly instead: readonly string[];
  readonly questions: readonly Question[];
  readonly notVerified: readonly string[];
  readonly sources: readonly string[];
}

/** An OTP area. Addresses are texts, as people write them. */
export interface OtpRecord extends Omit<OtpArea, 'base' | 'locks'> {
  readonly base: string | null;
  readonly locks: Omit<OtpLocks, 'base'> & { readonly base?: string };
}

export interface OtpArea {
  readonly kind: 'flash' | 'fuses';
  /** Null: not memory-mapped. */
  readonly base: number | null;
  /** In bytes, with lock bytes. */
  readonly size: number | null;
  readonly dataSize: number | null;
  /** Bytes of one programming operation. */
  readonly unit: number;
  readonly rewrite: 'clear-bits' | 'set-bits' | 'once' | 'unknown';
  readonly locks: OtpLocks;
  readonly ecc: 'yes' | 'no' | 'unknown';
}

/** `bytes`: in the area. `register`: bits that option bytes hold. `words`: one of each word. `last-word`: of the whole area. */
export interface OtpLocks {
  readonly kind: 'none' | 'bytes' | 'register' | 'words' | 'last-word';
  readonly base?: number;
  readonly count?: number;
  readonly blockSize?: number;
}

export interface ReadProtection {
  readonly levels: readonly ProtectionLevel[];
  readonly notes: readonly string[];
}

/** What can be done with OTP at a level: by a debugger, and by firmware that was booted from main flash. */
export interface ProtectionLevel {
  readonly level: string;
  readonly debugger: OtpAccess;
  readonly firmware: OtpAccess;
}

export interface OtpAccess {
  readonly read: Known;
  readonly write: Known;
}

export type Known = 'yes' | 'no' | 'unknown';

export interface ToolFault {
  readonly tool: string;
  readonly fault: string;
  readonly source: string;
}

export interface Question {
  readonly question: string;
  readonly answer: readonly string[];
}

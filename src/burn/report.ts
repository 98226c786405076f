import type { ImageWarning } from '../image/index.js';
import type { ProbeIdentity } from '../probe/index.js';
import type { EccState } from './otp-contents.js';
import type { Plan, PlanChip, Refusal } from './plan-types.js';
import type { UnitVerdict } from './report-document.js';

/** A run of bytes of the image beside what the chip holds there. */
export interface ReadBackRange {
  readonly address: number;
  readonly length: number;
  readonly equal: boolean;
  /** An ECC error came with what was read. */
  readonly eccError?: true;
  readonly firstDifference?: Difference;
}

export interface Difference {
  readonly address: number;
  readonly wanted: number;
  /** -1: nothing was read. */
  readonly read: number;
}

/** A write unit that reads only with an ECC error. */
export interface EccFinding {
  readonly address: number;
  readonly state: EccState;
}

/** What a program run did, as far as it was read back from the chip. */
export interface ProgramReport {
  /** done: everything asked for was read back equal; refused: nothing was written. */
  readonly result: 'done' | 'nothing-to-do' | 'refused';
  readonly probe: ProbeIdentity;
  readonly plan: Plan;
  readonly firmware: readonly ReadBackRange[];
  /** Write units that this run programmed. */
  readonly unitsBurnt: number;
  /** Lock bytes that this run programmed. */
  readonly locksSet: number;
  /** Lock bytes that the controller refused to program once more: they are in force. */
  readonly locksInForce?: number;
  readonly otp: readonly ReadBackRange[];
  /** What the layout says of the chip. */
  readonly unit?: UnitVerdict;
}

/** What a chip holds, beside what an image wants. */
export interface VerifyReport {
  readonly result: 'equal' | 'different' | 'refused';
  readonly device: string;
  readonly probe: ProbeIdentity;
  readonly chip: PlanChip;
  readonly refusals: readonly Refusal[];
  readonly ranges: readonly ReadBackRange[];
  /** Units of the image that read only with an ECC error. */
  readonly ecc: readonly EccFinding[];
  readonly warnings: readonly ImageWarning[];
  /** What the layout says of the chip. */
  readonly unit?: UnitVerdict;
}

/** The stages in the order in which they run. */
export const stageIds = ['look', 'ram', 'scratch', 'burn', 'lock'] as const;
export type StageId = (typeof stageIds)[number];

export const verdicts = ['ok', 'differs', 'skipped'] as const;
export type Verdict = (typeof verdicts)[number];

/** A check that begins. */
export interface CheckStart {
  readonly id: string;
  readonly title: string;
  /** From 1 to `total`, skipped ones counted. */
  readonly number: number;
  readonly total: number;
}

/** What one check has found on a board. */
export interface Row {
  readonly id: string;
  readonly stage: StageId;
  readonly title: string;
  readonly expected: string;
  readonly seen: string;
  readonly verdict: Verdict;
  /** Bytes of OTP that the check has used up forever. */
  readonly otpSpent: number;
}

export type StageState =
  | 'reserved'
  | 'burning'
  | 'verified'
  | 'failed'
  | 'exported'
  | 'bound'
  | 'reported'
  | 'released'
  | 'scrapped';

export type Step = keyof typeof steps;

/** Whether a step may take a stage from one state to another; `none` is a stage that is not there yet. */
export function allows(step: Step, from: StageState | 'none', to: StageState): boolean {
  const { from: states, to: results }: Rule = steps[step];
  return states.includes(from) && results.includes(to);
}

/** The states that a step begins in. */
export function statesFor(step: Step): readonly (StageState | 'none')[] {
  return steps[step].from;
}

interface Rule {
  readonly from: readonly (StageState | 'none')[];
  readonly to: readonly StageState[];
}

const notReleased = [
  'reserved',
  'burning',
  'verified',
  'failed',
  'exported',
  'bound',
  'reported',
] as const satisfies readonly StageState[];

const steps = {
  reserve: { from: ['none'], to: ['reserved'] },
  export: { from: ['none'], to: ['exported'] },
  adopt: { from: ['none'], to: ['bound'] },
  claim: { from: ['reserved', 'burning', 'failed', 'reported', 'bound'], to: ['burning'] },
  /** An erased sector gets the same values again. */
  rewrite: { from: ['verified', 'reported', 'bound'], to: ['burning'] },
  finish: { from: ['burning'], to: ['verified', 'failed'] },
  /** A verified die no longer reads as it did. */
  change: { from: ['verified'], to: ['failed'] },
  accept: { from: ['failed'], to: ['verified'] },
  bind: { from: ['exported'], to: ['bound'] },
  report: { from: ['exported'], to: ['reported'] },
  release: { from: ['reserved'], to: ['released'] },
  scrap: { from: notReleased, to: ['scrapped'] },
} as const satisfies Record<string, Rule>;

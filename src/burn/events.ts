import type { PlanDocument } from './plan-document.js';

/**
 * What a call is at. A call goes through those that it needs, in this order; reading back may come in two parts, the
 * probe's own and ours.
 */
export type Phase =
  | 'connect'
  | 'inspect'
  | 'rehearse'
  | 'compare-firmware'
  | 'erase-firmware'
  | 'program-firmware'
  | 'verify-firmware'
  | 'burn-data'
  | 'verify-data'
  | 'set-locks'
  | 'verify-locks'
  | 'erase-sector';

/** A phase begins at 0 of `total`, and ends when `done` is `total`: bytes, write units, or what the probe counts. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
}

/** The plan as it is confirmed, before anybody is asked. */
export interface PlannedEvent {
  readonly type: 'planned';
  readonly plan: PlanDocument;
}

/** All is decided, and a write is about to begin. */
export interface WritingEvent {
  readonly type: 'writing';
}

/** Something worth knowing that changes nothing. */
export interface NoteEvent {
  readonly type: 'note';
  readonly text: string;
}

/** What a call that reaches a chip reports on its way. */
export type RunEvent = ProgressEvent | PlannedEvent | WritingEvent | NoteEvent;

export type OnProgress = (event: ProgressEvent) => void;

/** Does the work of a phase, and reports its beginning and its end. One without work is not reported. */
export async function inPhase<T>(
  onProgress: OnProgress | undefined,
  phase: Phase,
  total: number,
  work: () => Promise<T>,
): Promise<T> {
  if (total === 0) return work();
  onProgress?.({ type: 'progress', phase, done: 0, total });
  const result = await work();
  onProgress?.({ type: 'progress', phase, done: total, total });
  return result;
}

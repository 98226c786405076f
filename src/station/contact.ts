import type { ProbeUri } from '../probe/index.js';

/** Notices boards at a slot's probe. */
export interface Contact {
  /**
   * Resolves when a board is in, with the probe that reaches it. `answers` hears that the probe does, where that is known before
   * a board is in. Errors: the signal's reason once it is aborted.
   */
  boardIn(signal: AbortSignal, answers?: () => void): Promise<ProbeUri>;
  /** Resolves when that board is out again. Errors: as boardIn. */
  boardOut(signal: AbortSignal): Promise<void>;
  /** Whether a board is in now, without taking it up; left out where only simulated boards are. */
  isIn?(signal: AbortSignal): Promise<boolean>;
  /** Hears that the verdict of its board is shown. */
  verdictShown?(): void;
}

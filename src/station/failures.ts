import type { Layout } from '../layout/index.js';
import { serialOf } from './serial.js';
import type { VisitEnd } from './slot-board.js';
import type { ShownFailure } from './station-state.js';

const most = 10;

/** The last visits that did not end well, the newest first. */
export class Failures {
  #shown: readonly ShownFailure[] = [];

  get shown(): readonly ShownFailure[] {
    return this.#shown;
  }

  /** Whether it is one. */
  add({ slot, insertion, shown }: VisitEnd, layout: Layout, now: Date): boolean {
    const { status, uid, values, code = '', message = '' } = shown;
    if (status !== 'fail' && status !== 'not-recorded') return false;
    const serial = serialOf(layout, values);
    const failure: ShownFailure = {
      ...{ at: now.toISOString(), slot, insertion, code, message },
      ...(uid !== undefined && { uid }),
      ...(serial !== undefined && { serial }),
    };
    this.#shown = [failure, ...this.#shown].slice(0, most);
    return true;
  }
}

import { kindOf, type Probe, type ProbeUri } from '../probe/index.js';
import { type ContactClock, realClock } from './clock.js';
import type { Contact } from './contact.js';
import { type Seen, SupplyWatch } from './supply-watch.js';

export interface ProbeContactOptions {
  /** Opens a session at a probe. */
  readonly open: (uri: ProbeUri) => Promise<Probe>;
  readonly clock?: ContactClock;
}

const steadyMs = 300;
const pollMs = 100;

/**
 * Of a real probe. One that measures the supply sees a board at 1500 mV, and none below 500 mV, each for 300 ms; at another one
 * a board is in once a session can be opened, and out when none could be for 300 ms. While another session has the probe
 * nothing is concluded. No session is open when a call has ended.
 */
export function probeContact(uri: ProbeUri, { open, clock = realClock }: ProbeContactOptions): Contact {
  const seesSupply = kindOf(uri).seesSupply === true;
  /** What the watch that has the probe saw last. */
  let watched: { seen: Seen } | undefined;

  async function until(
    wanted: 'in' | 'out',
    forMs: number,
    signal: AbortSignal,
    answers?: () => void,
  ): Promise<void> {
    signal.throwIfAborted();
    const watch = new SupplyWatch(() => open(uri), seesSupply);
    watched = { seen: 'unclear' };
    try {
      let since: number | undefined;
      for (;;) {
        // A look takes a second at some probes, in which another board can be put in.
        const began = clock.now();
        const seen = await watch.look();
        signal.throwIfAborted();
        watched.seen = seen;
        answers?.();
        if (seen === wanted) since ??= began;
        else since = undefined;
        if (since !== undefined && clock.now() - since >= forMs) return;
        await clock.wait(pollMs, signal);
      }
    } finally {
      watched = undefined;
      await watch.close();
    }
  }

  return {
    async boardIn(signal, answers) {
      await until('in', seesSupply ? steadyMs : 0, signal, answers);
      return uri;
    },
    boardOut: (signal) => until('out', steadyMs, signal),
    async isIn(signal) {
      signal.throwIfAborted();
      if (watched) return watched.seen !== 'out';
      const watch = new SupplyWatch(() => open(uri), seesSupply);
      try {
        // A probe that another session has may have a board.
        return (await watch.look()) !== 'out';
      } finally {
        await watch.close();
      }
    },
  };
}

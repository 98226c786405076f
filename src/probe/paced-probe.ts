import { setTimeout as later } from 'node:timers/promises';
import type { Probe } from './probe.js';

/** A probe each of whose calls takes some milliseconds of real time at least, as a cable and a USB stack do. Closing it takes none. */
export function pacedProbe(
  probe: Probe,
  callMs: number,
  wait: (ms: number) => Promise<unknown> = later,
): Probe {
  return new Proxy(probe, {
    get(paced, name) {
      const value: unknown = Reflect.get(paced, name, paced);
      if (typeof value !== 'function') return value;
      if (name === 'close' || typeof name === 'symbol') return value.bind(paced);
      return async (...values: readonly unknown[]) => {
        const over = wait(callMs);
        try {
          return await Reflect.apply(value, paced, values);
        } finally {
          await over;
        }
      };
    },
  });
}

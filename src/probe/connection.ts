import { OtpforgeError } from '../errors/index.js';
import { openPatiently, type Patience } from './open-patiently.js';
import type { Probe } from './probe.js';

/** A connection that can be let go of and made again; what holds its probe does not notice. */
export class Connection {
  /** While it is not open each call is PROBE_LOST, so that a record shows it, and closing it is nothing. */
  readonly probe: Probe;
  readonly #open: () => Promise<Probe>;
  #now: Probe | undefined;

  constructor(first: Probe, open: () => Promise<Probe>) {
    this.#now = first;
    this.#open = open;
    const current = () => this.#now;
    this.probe = new Proxy(first, {
      get(_, name) {
        const probe = current();
        if (!probe) return name === 'close' ? nothing : lost;
        const value: unknown = Reflect.get(probe, name, probe);
        return typeof value === 'function' ? value.bind(probe) : value;
      },
    });
  }

  /** Lets somebody else have the probe. */
  async release(): Promise<void> {
    const now = this.#now;
    this.#now = undefined;
    await now?.close().catch(() => undefined);
  }

  /** Opens it again: a session of its own. Errors: those of opening it. */
  async reopen(patience?: Patience): Promise<void> {
    await this.release();
    this.#now = await openPatiently(this.#open, patience);
  }
}

async function nothing(): Promise<void> {}

async function lost(): Promise<never> {
  throw new OtpforgeError('PROBE_LOST', {
    message: 'the probe could not be opened again',
    remedy: 'Check the USB cable and the target’s supply, then run the same command again.',
  });
}

import { OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { openPatiently } from './open-patiently.js';

/** A connection that can be made again; what holds its probe does not notice. */
export class Line {
  readonly probe: Probe;
  readonly #open: () => Promise<Probe>;
  /** Undefined when it could not be opened again. */
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

  /** Opens the probe again. Where that fails each later call does, by PROBE_LOST, so that a record shows it. */
  async reconnect(): Promise<void> {
    await this.away(nothing);
  }

  /** Lets somebody else have the probe for some work. */
  async away<T>(work: () => Promise<T>): Promise<T> {
    await this.#now?.close().catch(() => undefined);
    this.#now = undefined;
    const result = await work();
    try {
      this.#now = await openPatiently(this.#open);
    } catch (error) {
      if (!(error instanceof OtpforgeError)) throw error;
    }
    return result;
  }
}

async function nothing(): Promise<void> {}

async function lost(): Promise<never> {
  throw new OtpforgeError('PROBE_LOST', {
    message: 'the probe could not be opened again',
    remedy: 'Check the USB cable and the target’s supply, then run the same command again.',
  });
}

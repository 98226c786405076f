import { type ErrorCode, OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';

/** What a look at a probe shows; `unclear` between the two thresholds, and while another session has the probe. */
export type Seen = 'in' | 'out' | 'unclear';

const inMv = 1500;
const outMv = 500;

/** Looks whether a board is at a probe, with a session that is kept from look to look where it measures the supply. */
export class SupplyWatch {
  readonly #open: () => Promise<Probe>;
  readonly #seesSupply: boolean;
  #session: Probe | undefined;

  constructor(open: () => Promise<Probe>, seesSupply: boolean) {
    this.#open = open;
    this.#seesSupply = seesSupply;
  }

  /** Errors: those of opening a probe that a board does not change. */
  async look(): Promise<Seen> {
    try {
      this.#session ??= await this.#open();
      if (this.#seesSupply) return byMillivolts((await this.#session.identify()).vtrefMv);
      await this.close();
      return 'in';
    } catch (error) {
      await this.close();
      return without(error);
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close().catch(() => undefined);
  }
}

function byMillivolts(millivolts: number | undefined): Seen {
  if (millivolts === undefined) return 'in';
  if (millivolts >= inMv) return 'in';
  return millivolts < outMv ? 'out' : 'unclear';
}

function without(error: unknown): Seen {
  if (!(error instanceof OtpforgeError) || !noBoard.has(error.code)) throw error;
  if (error.code === 'PROBE_BUSY') return 'unclear';
  const { vtrefMv } = error.details;
  // A board with supply whose chip does not answer is a board: its visit says what is wrong with it.
  return typeof vtrefMv === 'number' ? byMillivolts(vtrefMv) : 'out';
}

/** What a probe says where no board is, or none with supply. Anything else is wrong for good. */
const noBoard: ReadonlySet<string> = new Set<ErrorCode>([
  ...(['PROBE_LOST', 'PROBE_UNAVAILABLE', 'PROBE_BUSY', 'PROBE_OTHER'] as const),
  ...(['TARGET_FAULT', 'TARGET_POWER', 'CHIP_FILE_BUSY', 'HTTP_REFUSED'] as const),
]);

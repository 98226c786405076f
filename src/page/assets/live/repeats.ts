/** An answer, or that none came. */
interface Answered {
  readonly ok: boolean;
  /** 0: none came. */
  readonly status?: number;
}

interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Milliseconds. The station may be another process after a while, which has not heard of the request. */
const pauses = [300, 700, 1_500];
const longestTry = 12_000;
const remembered = 30_000;

/**
 * Requests that are sent again with the same ID until an answer comes, so that none is done twice. One that stays without an
 * answer keeps its ID for a while, in case that somebody asks for the same once more.
 */
export class Repeats {
  readonly #unanswered = new Map<string, { readonly request: string; readonly until: number }>();
  readonly #newId: () => string;
  readonly #clock: Clock;

  constructor(newId: () => string, clock: Clock) {
    this.#newId = newId;
    this.#clock = clock;
  }

  /** `what` stands for all that is asked for. The last answer is one without an answer, where none came. */
  async send<A extends Answered>(what: string, work: (request: string) => Promise<A>): Promise<A> {
    const begin = this.#clock.now();
    const known = this.#unanswered.get(what);
    const request = known !== undefined && begin < known.until ? known.request : this.#newId();
    let answer = await work(request);
    for (const pause of pauses) {
      if (!isLost(answer) || this.#clock.now() - begin > longestTry) break;
      await this.#clock.sleep(pause);
      answer = await work(request);
    }
    if (isLost(answer)) this.#unanswered.set(what, { request, until: this.#clock.now() + remembered });
    else this.#unanswered.delete(what);
    return answer;
  }
}

function isLost({ ok, status }: Answered): boolean {
  return !ok && status === 0;
}

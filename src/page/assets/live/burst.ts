/** A key that was pressed, as a browser reports it. */
export interface Press {
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
}

export type Heard =
  /** Somebody types, or a scanner begins. */
  | { readonly type: 'typing' }
  /** The keys come as fast as a scanner sends them. */
  | { readonly type: 'burst' }
  /** A whole scan: its Enter has come. */
  | { readonly type: 'scan'; readonly text: string };

/** No scanner pauses longer between two keys, and nobody types six of them as fast. */
const longestGap = 80;
const fewest = 2;

/** Finds scans among what is typed: a scanner's keys follow each other at once and end with Enter. */
export class Burst {
  #text = '';
  #last = Number.NEGATIVE_INFINITY;

  /** The keys that may still become a scan. */
  get text(): string {
    return this.#text;
  }

  press({ key, at }: Press): Heard {
    const isFast = at - this.#last <= longestGap;
    if (key === 'Enter') {
      const text = isFast ? this.#text : '';
      this.forget();
      return [...text].length >= fewest ? { type: 'scan', text } : { type: 'typing' };
    }
    // A scanner presses Shift for capitals.
    if ([...key].length !== 1) {
      if (key !== 'Shift') this.forget();
      return { type: 'typing' };
    }
    this.#text = isFast ? this.#text + key : key;
    this.#last = at;
    return { type: [...this.#text].length >= fewest ? 'burst' : 'typing' };
  }

  forget(): void {
    this.#text = '';
    this.#last = Number.NEGATIVE_INFINITY;
  }
}

/** A key that was pressed, as a browser reports it. */
export interface Press {
  /** Anything but one character and Enter is a key that writes nothing. */
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
  /** What is typed there belongs to somebody. */
  readonly isInField?: boolean;
}

export type Heard =
  /** Somebody types, or a scanner begins. */
  | { readonly type: 'typing' }
  /** The keys come as fast as a scanner sends them. */
  | { readonly type: 'burst' }
  /** A whole scan: its Enter has come. */
  | { readonly type: 'scan'; readonly text: string }
  /** The Enter of a scan of which some keys came late, or were none that write. */
  | { readonly type: 'broken' };

/** No scanner pauses longer between two keys. Milliseconds. */
const longestGap = 80;
/** Without a key for so long, what comes next has nothing to do with what was before. */
export const quiet = 500;
/** Nobody types six keys that fast; outside of fields nobody types at all. */
const fewest = { inField: 6, elsewhere: 2 };

/** Finds scans among what is typed: after a quiet, a scanner's keys follow each other at once and end with Enter. */
export class Burst {
  #text = '';
  /** Of the keys that follow each other at once now, and of the most that did. */
  #fast = 0;
  #fastest = 0;
  #isBroken = false;
  #last = Number.NEGATIVE_INFINITY;

  /** The keys since it was quiet that may still become a scan. */
  get text(): string {
    return this.#text;
  }

  press({ key, at, isInField = false }: Press): Heard {
    if (at - this.#last > quiet) this.forget();
    const isFast = at - this.#last <= longestGap;
    const needed = isInField ? fewest.inField : fewest.elsewhere;
    if (key === 'Enter') return this.#ended(needed, isFast, isInField);
    // A scanner presses Shift for capitals, and CapsLock before it begins.
    if (key === 'Shift' || (key === 'CapsLock' && this.#text === '')) return { type: 'typing' };
    this.#last = at;
    if ([...key].length !== 1) {
      this.#isBroken = true;
      return { type: 'typing' };
    }
    if (!isFast && this.#text !== '') this.#isBroken = true;
    this.#fast = isFast ? this.#fast + 1 : 1;
    this.#fastest = Math.max(this.#fastest, this.#fast);
    this.#text += key;
    return { type: this.#fast >= needed ? 'burst' : 'typing' };
  }

  #ended(needed: number, isFast: boolean, isInField: boolean): Heard {
    const [text, isWhole, fastest] = [this.#text, isFast && !this.#isBroken, this.#fastest];
    this.forget();
    // Somebody who types fast waits before Enter, and keeps what was typed.
    if (fastest < needed || (isInField && !isFast)) return { type: 'typing' };
    return isWhole ? { type: 'scan', text } : { type: 'broken' };
  }

  forget(): void {
    this.#text = '';
    this.#fast = 0;
    this.#fastest = 0;
    this.#isBroken = false;
    this.#last = Number.NEGATIVE_INFINITY;
  }
}

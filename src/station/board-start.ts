import { OtpforgeError } from '../errors/index.js';

/** What makes a station begin with a board that is in. */
export type StartBy = 'contact' | 'scan' | 'key' | 'http';

/** A field whose value is scanned. */
export interface ScannedField {
  readonly field: string;
  /** Whether a text can be its value. */
  readonly fits: (text: string) => boolean;
}

/** What a board waits for before its visit: the scans of its fields, and somebody who starts it. */
export class BoardStart {
  readonly #by: StartBy;
  readonly #fields: readonly ScannedField[];
  readonly #scans = new Map<string, string>();
  readonly #changed: () => void;
  #isStarted = false;
  #go: (scans: ReadonlyMap<string, string>) => void = () => undefined;
  /** Resolves with what was scanned once all is there. */
  readonly ready: Promise<ReadonlyMap<string, string>>;

  constructor(by: StartBy, fields: readonly ScannedField[], changed: () => void) {
    this.#by = by;
    this.#fields = fields;
    this.#changed = changed;
    this.ready = new Promise((resolve) => {
      this.#go = resolve;
    });
    this.#check();
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Whether something has to be scanned yet. */
  get isIncomplete(): boolean {
    return this.#missing.length > 0;
  }

  /** One sentence: what is missing. */
  get next(): string {
    const [missing] = this.#missing;
    if (missing) return `Scan ${missing.field}.`;
    return this.#by === 'scan' ? 'Scan the code of the slot.' : 'Start it.';
  }

  /** The field that a text is of; undefined where none that is missing can have it. */
  fieldOf(text: string): string | undefined {
    return this.#isStarted ? undefined : this.#missing.find(({ fits }) => fits(text))?.field;
  }

  scan(field: string, text: string): void {
    this.#scans.set(field, text);
    this.#changed();
    this.#check();
  }

  /** The code of its slot was scanned: that starts a board which has nothing else to be scanned. Whether it did. */
  slotScanned(): boolean {
    const begins = this.#by === 'scan' && this.#missing.length === 0;
    if (begins) this.#begin();
    return begins;
  }

  /** Whether somebody at the keys may start it; not where a scan or a program does. */
  get isForKeys(): boolean {
    return this.#by === 'key' || this.#by === 'contact';
  }

  /** Errors: SCAN_NEEDED. */
  start(): void {
    const [missing] = this.#missing;
    if (missing) throw scanNeeded(missing);
    this.#begin();
  }

  get #missing(): readonly ScannedField[] {
    return this.#fields.filter(({ field }) => !this.#scans.has(field));
  }

  #check(): void {
    if (this.#missing.length > 0) return;
    if (this.#by === 'contact' || (this.#by === 'scan' && this.#fields.length > 0)) this.#begin();
  }

  #begin(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#go(this.#scans);
  }
}

function scanNeeded({ field }: ScannedField): OtpforgeError {
  return new OtpforgeError('SCAN_NEEDED', {
    message: `${field} was not scanned: nothing was started`,
    remedy: 'Scan what the board has as a label, then start it.',
    details: { field },
  });
}

/** What the keys of a terminal ask for. */
export interface KeyActions {
  /** Enter alone. */
  start(): void;
  /** y or n. */
  answer(accept: boolean): void;
  /** q or Ctrl-C. */
  stop(): void;
  /** A text and Enter: a scanner types like a keyboard. */
  scan(text: string): void;
  /** What was typed so far. */
  typed(text: string): void;
}

/** A scanner types its next character sooner; a person who means one key types none. */
const aloneMs = 150;
/** Who types y and Enter means one answer. */
const enterMs = 1000;
const longest = 1024;

/** Tells single keys from texts. */
export class Keys {
  readonly #actions: KeyActions;
  #text = '';
  #last = '';
  #pressed = Number.NEGATIVE_INFINITY;
  #alone: NodeJS.Timeout | undefined;

  constructor(actions: KeyActions) {
    this.#actions = actions;
  }

  /** What a terminal sends for one or more keys. */
  take(sent: string): void {
    clearTimeout(this.#alone);
    // Arrows and the like.
    if (sent.startsWith(escapeKey)) return;
    for (const character of sent) this.#take(character);
    if (isKey(this.#text)) {
      this.#alone = setTimeout(() => {
        const key = this.#text;
        this.#text = '';
        this.#actions.typed('');
        this.#press(key);
      }, aloneMs).unref();
    }
    this.#actions.typed(this.#text);
  }

  end(): void {
    clearTimeout(this.#alone);
  }

  #take(character: string): void {
    const before = this.#last;
    this.#last = character;
    if (character === '\u0003') this.#actions.stop();
    else if (character === '\r' || character === '\n') {
      // Some scanners end with both.
      if (character === '\n' && before === '\r') return;
      const text = this.#text;
      this.#text = '';
      if (isKey(text)) this.#press(text);
      else if (text !== '') this.#actions.scan(text);
      else if (performance.now() - this.#pressed > enterMs) this.#actions.start();
    } else if (character === '\u007f' || character === '\b')
      this.#text = [...this.#text].slice(0, -1).join('');
    else if (character >= ' ' && this.#text.length < longest) this.#text += character;
  }

  #press(key: string): void {
    this.#pressed = performance.now();
    if (/q/i.test(key)) this.#actions.stop();
    else this.#actions.answer(/y/i.test(key));
  }
}

function isKey(text: string): boolean {
  return /^[ynq]$/i.test(text);
}

const escapeKey = '\u001b';

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
const longest = 1024;

/** Tells single keys from texts. */
export class Keys {
  readonly #actions: KeyActions;
  #text = '';
  #last = '';
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
    const key = this.#text.toLowerCase();
    if (key === 'y' || key === 'n' || key === 'q') {
      this.#alone = setTimeout(() => {
        this.#set('');
        if (key === 'q') this.#actions.stop();
        else this.#actions.answer(key === 'y');
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
      if (text === '') this.#actions.start();
      else this.#actions.scan(text);
    } else if (character === '\u007f' || character === '\b')
      this.#text = [...this.#text].slice(0, -1).join('');
    else if (character >= ' ' && this.#text.length < longest) this.#text += character;
  }

  #set(text: string): void {
    this.#text = text;
    this.#actions.typed(text);
  }
}

const escapeKey = '\u001b';

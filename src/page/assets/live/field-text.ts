import { quiet } from './burst.js';

/** A field that keys of a scan may reach: what it had before, and what is kept from it until it is known whose the keys are. */
export class FieldText {
  readonly #field: HTMLInputElement;
  readonly #before: string;
  #kept = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(field: HTMLInputElement) {
    this.#field = field;
    this.#before = field.value;
  }

  /** Keeps a key from the field. False for a field such as a date, which could not get it back. */
  keep(key: string): boolean {
    if (this.#field.selectionStart === null) return false;
    this.#kept += key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.giveBack(), quiet);
    return true;
  }

  /** It was somebody who types: the field gets the keys. */
  giveBack(): void {
    const kept = this.#forgotten();
    const { selectionStart, selectionEnd } = this.#field;
    if (kept !== '' && selectionStart !== null && selectionEnd !== null)
      this.#field.setRangeText(kept, selectionStart, selectionEnd, 'end');
  }

  /** It was a scan: none of its keys stays. */
  restore(): void {
    this.#forgotten();
    this.#field.value = this.#before;
  }

  #forgotten(): string {
    const kept = this.#kept;
    this.#kept = '';
    clearTimeout(this.#timer);
    return kept;
  }
}

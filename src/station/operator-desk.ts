import type { Operators } from '../line/index.js';

/** Who has signed on. Names are shown, and get into no ledger. */
export class OperatorDesk {
  readonly #operators: () => Operators | undefined;
  readonly #names: ReadonlyMap<string, string>;
  #code: string | undefined;

  constructor(
    operators: () => Operators | undefined,
    names: ReadonlyMap<string, string>,
    code: string | undefined,
  ) {
    this.#operators = operators;
    this.#names = names;
    this.#code = code;
  }

  get code(): string | undefined {
    return this.#code;
  }

  get name(): string | undefined {
    return this.#code === undefined ? undefined : this.#names.get(this.#code);
  }

  /** Signs on whose badge it is; false for any other text. */
  scan(text: string): boolean {
    const operators = this.#operators();
    if (!operators || !new RegExp(`^(?:${operators.badge})$`, 'u').test(text)) return false;
    this.#code = text;
    return true;
  }

  signOff(): void {
    this.#code = undefined;
  }
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { initLedger } from '../../../src/api/ledger-status.js';
import { type OpenedLine, withLine } from '../../../src/api/open-line.js';
import { unit } from '../../../src/api/unit.js';
import type { VisitDocument } from '../../../src/api/unit-document.js';
import { OtpforgeError } from '../../../src/errors/index.js';
import type { Board } from './board.js';

/** What a visit ended with: its document, or its error. */
export interface Verdict {
  /** The result, or the error's code. */
  readonly end: string;
  readonly document?: VisitDocument;
  readonly error?: OtpforgeError;
}

/** A bench with a journal of its own, which has the key of the line's ledger. */
export class Station {
  readonly folder: string;
  readonly journal: string;
  readonly #line: string;
  readonly #key: string;

  constructor(folder: string, line: string, key: string) {
    mkdirSync(folder);
    this.folder = folder;
    this.journal = join(folder, 'journal-{day}.jsonl');
    this.#line = line;
    this.#key = key;
  }

  /** Makes the ledger of the line. */
  init(): Promise<unknown> {
    return this.#as(() => initLedger(this.#line, { ledgerKey: this.#key }));
  }

  /** Puts a board on, presents its die, and takes it off again. */
  async present(board: Board): Promise<Verdict> {
    const probe = await board.putOn();
    try {
      const document = await this.#as(() =>
        unit({
          ...{ line: this.#line, probe, ledgerKey: this.#key, journal: this.journal },
          confirm: () => true,
        }),
      );
      return { end: document.result, document };
    } catch (error) {
      if (!(error instanceof OtpforgeError)) throw error;
      return { end: error.code, error };
    } finally {
      await board.lift();
    }
  }

  /** Does some work with the ledger as this station. */
  withLedger<T>(work: (opened: OpenedLine) => Promise<T>): Promise<T> {
    return this.#as(() => withLine(this.#line, { ledgerKey: this.#key }, work));
  }

  async #as<T>(work: () => Promise<T>): Promise<T> {
    const before = process.env.OTPFORGE_STATE_DIR;
    process.env.OTPFORGE_STATE_DIR = this.folder;
    try {
      return await work();
    } finally {
      if (before === undefined) delete process.env.OTPFORGE_STATE_DIR;
      else process.env.OTPFORGE_STATE_DIR = before;
    }
  }
}

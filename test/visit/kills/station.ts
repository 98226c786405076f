import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { acceptUnit } from '../../../src/api/ledger-accept.js';
import { initLedger } from '../../../src/api/ledger-status.js';
import { lineTrust } from '../../../src/api/line-trust.js';
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
  /** Where otpforge keeps its state and its trust there. */
  readonly env: Readonly<Record<string, string>>;
  readonly #line: string;
  readonly #key: string;

  constructor(folder: string, line: string, key: string) {
    mkdirSync(folder);
    this.folder = folder;
    this.journal = join(folder, 'journal-{day}.jsonl');
    this.env = { OTPFORGE_STATE_DIR: folder, OTPFORGE_CONFIG_DIR: join(folder, 'config') };
    this.#line = line;
    this.#key = key;
  }

  /** Makes the ledger of the line. */
  init(): Promise<unknown> {
    return this.#as(() => initLedger(this.#line, { ledgerKey: this.#key }));
  }

  /** Lets the line run its programs here, as `line trust --yes` does. */
  trust(): Promise<unknown> {
    return this.#as(() => lineTrust({ line: this.#line, confirm: () => true }));
  }

  /** Puts a board on, presents its die, and takes it off again. */
  async present(board: Board): Promise<Verdict> {
    try {
      const document = await this.#withBoard(board, (probe) =>
        unit({
          ...{ line: this.#line, probe, ledgerKey: this.#key, journal: this.journal },
          confirm: () => true,
        }),
      );
      return { end: document.result, document };
    } catch (error) {
      if (!(error instanceof OtpforgeError)) throw error;
      return { end: error.code, error };
    }
  }

  /** Takes a unit that failed as it reads. */
  async accept(board: Board): Promise<void> {
    const given = { reason: 'reads right', ledgerKey: this.#key };
    await this.#withBoard(board, (probe) => acceptUnit(this.#line, board.uid, { ...given, probe }));
  }

  async #withBoard<T>(board: Board, work: (probe: string) => Promise<T>): Promise<T> {
    const probe = await board.putOn();
    try {
      return await this.#as(() => work(probe));
    } finally {
      await board.lift();
    }
  }

  async #as<T>(work: () => Promise<T>): Promise<T> {
    const before = { ...process.env };
    Object.assign(process.env, this.env);
    try {
      return await work();
    } finally {
      for (const name of Object.keys(this.env)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  }
}

import { OtpforgeError } from '../errors/index.js';
import { defaultKeyFile, installKeyFile } from '../ledger/key-file.js';
import { withLine } from './open-line.js';
import { checkOptions, text } from './options/index.js';

export interface LedgerKeyOptions {
  /** The file of the key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
  /** Writes a copy of the key there, which its owner alone can read. */
  readonly write?: string;
  /** Installs the key in this file at this station; not with `write`. */
  readonly import?: string;
}

export interface LedgerKeyDocument {
  readonly format: 'otpforge.ledger-key/1';
  /** `already`: the station has this key. */
  readonly result: 'shown' | 'written' | 'imported' | 'already';
  readonly ledger: string;
  /** By which the ledger and people know the key again: it is not secret. */
  readonly fingerprint: string;
  /** Where the key is. */
  readonly file: string;
}

/**
 * Shows the fingerprint of a ledger's key, writes a copy of it, or installs it at this station. A key of another ledger is
 * refused. Errors: those of openLine; LEDGER_KEY_MISSING, LEDGER_KEY_WRONG, FILE_EXISTS, FILE_WRITE_FAILED.
 */
export async function ledgerKey(file: string, options: LedgerKeyOptions = {}): Promise<LedgerKeyDocument> {
  checkOptions('ledgerKey', options, { ledgerKey: text, write: text, import: text });
  const { write, import: given } = options;
  if (write !== undefined && given !== undefined) throw bothWays();
  const named = given ?? options.ledgerKey;
  return withLine(file, { ...(named !== undefined && { ledgerKey: named }) }, async ({ ledger }) => {
    // Compared with the fingerprint that the ledger keeps.
    const { fingerprint } = ledger.key();
    const own = defaultKeyFile(ledger.station, ledger.id);
    const from = named ?? own;
    const to = given === undefined ? write : own;
    const isNew = to !== undefined && (await installKeyFile(from, to));
    return {
      format: 'otpforge.ledger-key/1',
      result: to === undefined ? 'shown' : !isNew ? 'already' : given === undefined ? 'written' : 'imported',
      ledger: ledger.id,
      fingerprint,
      file: to ?? from,
    };
  });
}

function bothWays(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: 'a key is either written or imported',
    remedy: 'Give one of --write and --import.',
  });
}

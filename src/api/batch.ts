import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { redactError, secretsOf } from '../secrets/index.js';
import { count } from '../text/plural.js';
import { readLayout } from './layout-target.js';
import { makeBatch } from './make-batch.js';
import { withLine } from './open-line.js';
import {
  bankFolders,
  callback,
  checkOptions,
  flag,
  need,
  number,
  type Shape,
  text,
} from './options/index.js';

export interface BatchOptions {
  /** The line.yaml. */
  readonly line: string;
  /** The name of the batch: the same name has the same units. */
  readonly batch: string;
  /** Units; not with `data`. */
  readonly count?: number;
  /** A CSV file with what was scanned, one unit a row. */
  readonly data?: string;
  /** The files, such as "DIR/{serial}.hex". */
  readonly output: string;
  /** Leave the firmware out. */
  readonly dataOnly?: boolean;
  /** The stage of the layout that is written. */
  readonly stage?: string;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
  readonly banks?: BankFolders;
  /** Hears how far it is. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BatchDocument {
  readonly format: 'otpforge.batch-report/1';
  readonly product: string;
  readonly batch: string;
  readonly stage: string;
  readonly folder: string;
  /** Of the units, whose numbers in the ledger follow that of the first. */
  readonly count: number;
  readonly firstUnit: number;
  /** Files that were missing and are there now; the others were there, and are as they should be. */
  readonly written: number;
  readonly manifest: string;
  /** J-Flash's list of serial numbers, and where its bytes belong. */
  readonly list?: { readonly file: string; readonly address: number; readonly length: number };
  /** The files hold secret fields in clear. */
  readonly secret: boolean;
  readonly warnings: readonly { readonly message: string }[];
}

const shape: Shape<BatchOptions> = {
  line: need(text),
  batch: need(text),
  count: number,
  data: text,
  output: need(text),
  dataOnly: flag,
  stage: text,
  ledgerKey: text,
  banks: bankFolders,
  onProgress: callback(),
};

/**
 * Gives out units as Intel HEX files for other people's programmers, with a manifest that comes last. The same name finishes
 * or verifies the same files. Errors: those of openLine, `checkLine` and `merge`; EXPORT_REFUSED, SCAN_NEEDED, UNIT_DATA_*,
 * ORDER_FULL, POOL_*, IDENTITY_TAKEN, BATCH_NAMES, BATCH_DIFFERS, BATCH_FILE_DIFFERS, SECRET_WIPED, FOLDER_BUSY, FILE_*.
 */
export async function batch(options: BatchOptions): Promise<BatchDocument> {
  checkOptions('batch', options, shape);
  checkAsked(options);
  const { ledgerKey, line: file } = options;
  return withLine(file, ledgerKey === undefined ? {} : { ledgerKey }, async ({ line, ledger }) => {
    const banks = await loadBanks(options.banks);
    const { bank } = findDevice(line.device, banks);
    const layout = await readLayout(line.layout, bank, banks);
    const secrets = secretsOf(layout);
    const { visitLedger } = await import('./visit-ledger.js');
    try {
      await ledger.checkClock();
      return await makeBatch(options, { line, ledger: visitLedger(ledger), layout, banks });
    } catch (error) {
      throw secrets ? redactError(error, secrets) : error;
    }
  });
}

/** Errors: USAGE. */
function checkAsked({ batch: name, count: asked, data }: BatchOptions): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw usage(
      'the name of a batch has letters, digits, ".", "_" and "-", 64 at most',
      'Write --batch B-0042.',
    );
  }
  if ((asked === undefined) === (data === undefined)) {
    throw usage(
      'a batch needs either a count of units or a table of them',
      'Give --count 500 or --data units.csv.',
    );
  }
  if (asked === undefined || (Number.isInteger(asked) && asked > 0 && asked <= mostUnits)) return;
  throw usage(
    `a batch has from 1 to ${count(mostUnits, 'unit')}`,
    'Give --count 500, and several batches for more.',
  );
}

const mostUnits = 1_000_000;

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}

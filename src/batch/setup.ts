import type { Bank } from '../bank/index.js';
import type { BlankRule, SparseImage } from '../image/index.js';
import type { Layout } from '../layout/index.js';
import type { Line, Recipients } from '../line/index.js';
import type { VisitLedger } from '../visit/visit-ledger.js';
import type { FileNames } from './file-names.js';
import type { ScannedRow } from './scanned-rows.js';

/** What a batch is made of. */
export interface BatchSetup {
  readonly ledger: VisitLedger;
  readonly line: Line;
  /** Of the line: whom copies of secrets are sealed for. */
  readonly recipients: Recipients;
  readonly layout: Layout<Bank>;
  /** The stage of the layout that is written; the empty text where it has none. */
  readonly stage: string;
  /** It says which numbers: the same name has the same units. */
  readonly name: string;
  /** Units. */
  readonly count: number;
  /** What was scanned for each unit; undefined without a table. */
  readonly rows?: readonly ScannedRow[];
  /** What each file holds beside its own; undefined leaves it out. */
  readonly firmware?: BatchFirmware;
  readonly names: FileNames;
  /** The files hold secret fields in clear. */
  readonly secret: boolean;
  /** POSIX mode of all files. */
  readonly mode: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface BatchFirmware {
  readonly image: SparseImage;
  /** SHA-256 of its Intel HEX. */
  readonly sha256: string;
}

/** What of a setup a file depends on. */
export interface FileSetup extends Pick<BatchSetup, 'layout' | 'stage' | 'firmware' | 'names'> {
  /** Units of a write-once bank that are left out. */
  readonly writeOnce?: BlankRule;
}

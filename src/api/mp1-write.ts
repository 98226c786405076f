import { checkPlanHash, type JournalNote, type PlanDocument } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { refuseSameFile } from '../files/same-file.js';
import { writeAtomic } from '../files/write.js';
import type { CopiedLine } from '../fuse/dfu/lines.js';
import type { FuseWish } from '../fuse/request.js';
import type { WordOutcome } from '../mp1/index.js';
import { type Hearing, hearing, type OnEvent } from './listener.js';
import { writeByDfu } from './mp1-dfu.js';
import { handOver } from './mp1-lines.js';
import { type PlannedFuseWrite, planFuseWrite } from './mp1-planned.js';
import type { FuseRequestOptions } from './mp1-request.js';
import { namedJournal } from './named-journal.js';
import {
  callback,
  checkNeeds,
  checkOptions,
  either,
  flag,
  listOf,
  need,
  number,
  numbers,
  object,
  type Shape,
  shaped,
  signal,
  text,
  texts,
} from './options/index.js';
import { unitDataShape } from './unit-data.js';

export interface FusePlanOptions extends FuseRequestOptions {
  /** A fresh partition of this chip, as dfu-util or STM32CubeProgrammer reads it. */
  readonly against?: string;
  /** Plan without one: nobody knows then what the chip holds. */
  readonly blind?: boolean;
  /** STM32MP157C for example; where neither the layout nor the dump says it. */
  readonly device?: string;
  /** Words of the boot ROM or of ST that are meant. */
  readonly own?: readonly number[];
  /** Secret provisioning is used: its words are not for the customer. */
  readonly ssp?: boolean;
  /** Words that may be locked though they are empty. */
  readonly lockEmpty?: readonly number[];
  /** Values and locks in one file. */
  readonly oneFile?: boolean;
  readonly journal?: string;
  readonly journalNote?: JournalNote;
  /** Scrapped chips whose values this one may have. */
  readonly movedFrom?: readonly string[];
  /** Every board may have these words. */
  readonly shared?: boolean;
  /** Nobody sees the plan: words that another chip has too are refused unless they are shared. */
  readonly unattended?: boolean;
  readonly note?: (text: string) => void;
}

export interface FuseWriteOptions extends FusePlanOptions {
  /** The partition file to write. */
  readonly output: string;
  /** Write the chip by dfu-util too: the program, or true for the one on PATH. */
  readonly dfu?: boolean | string;
  /** Shown the plan before anything is written; false declines. Not asked when there is nothing to write. */
  readonly confirm: (plan: PlanDocument) => boolean | Promise<boolean>;
  /** Write the plan with this hash and no other. */
  readonly expectedHash?: string;
  /** Stops the run before its next write. */
  readonly signal?: AbortSignal;
  /** Called before the write begins. */
  readonly onWrite?: () => void;
  readonly onEvent?: OnEvent;
}

export interface FusePlanDocument {
  readonly format: 'otpforge.fuse-plan/1';
  readonly plan: PlanDocument;
  readonly warnings: FuseWriteDocument['warnings'];
}

export interface FuseWriteDocument {
  readonly format: 'otpforge.fuse-write/1';
  /**
   * file-written: nothing is burnt yet. written: the words are read back, and locks follow by another run. pending: locks
   * are set, and not shown before a reset. done: all that was asked for is read back.
   */
  readonly result: 'refused' | 'nothing-to-do' | 'file-written' | 'written' | 'pending' | 'done';
  readonly plan: PlanDocument;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly file?: { readonly path: string; readonly bytes: number; readonly sha256: string };
  /** By which tools the file gets into the chip. */
  readonly commands?: readonly CopiedLine[];
  /** What --dfu read back. */
  readonly readBack?: { readonly dump: string; readonly words: readonly WordOutcome[] };
}

const wish = shaped<FuseWish>({ word: need(number), value: number, lock: flag });
export const fuseRequestShape: Shape<FuseRequestOptions> = {
  words: listOf(wish),
  binary: shaped<NonNullable<FuseRequestOptions['binary']>>({
    file: need(text),
    word: need(number),
    lock: flag,
  }),
  ...unitDataShape,
  sticky: numbers,
};
const planShape: Shape<FusePlanOptions> = {
  ...fuseRequestShape,
  against: text,
  blind: flag,
  device: text,
  own: numbers,
  ssp: flag,
  lockEmpty: numbers,
  oneFile: flag,
  journal: text,
  journalNote: object('a note on the journal'),
  movedFrom: texts,
  shared: flag,
  unattended: flag,
  note: callback(),
};
const shape: Shape<FuseWriteOptions> = {
  ...planShape,
  output: need(text),
  dfu: either(flag, text),
  confirm: need(callback()),
  expectedHash: text,
  signal,
  onWrite: callback(),
  onEvent: callback(),
};

const ofUnit = ['data', 'csv', 'values', 'set', 'stages'] as const;

/**
 * Plans a write of fuses, and writes nothing. A reason not to write is not an error: see `plan.refusals`.
 * Errors: OPTION_*, FILE_*, MP1_*, DEVICE_*, LAYOUT_*, UNIT_DATA_*, JOURNAL_*.
 */
export async function planFuses(options: FusePlanOptions): Promise<FusePlanDocument> {
  checkOptions('planFuses', options, planShape);
  checkNeeds('planFuses', options, 'layout', ofUnit);
  const { document, warnings } = await planFuseWrite({ ...hearing(options), output: '' });
  return { format: 'otpforge.fuse-plan/1', plan: document, warnings };
}

/**
 * Makes the partition file that writes fuses of an STM32MP1, values before locks, and with `dfu` writes the chip. A
 * result of `refused` means that nothing was written; see `plan.refusals`.
 * Errors: OPTION_*, FILE_*, MP1_*, LAYOUT_*, UNIT_DATA_*, JOURNAL_*, DECLINED, STOPPED, PLAN_NOT_CONFIRMED, UNIT_ALREADY_BURNT;
 * with `dfu` DFU_* and CHIP_CHANGED, after a write DFU_WRITE_FAILED, FUSES_DIFFER and UNPLANNED_CHANGE.
 */
export async function writeFuses(options: FuseWriteOptions): Promise<FuseWriteDocument> {
  checkOptions('writeFuses', options, shape);
  checkNeeds('writeFuses', options, 'layout', ofUnit);
  if (options.expectedHash !== undefined) checkPlanHash(options.expectedHash);
  const heard = hearing(options);
  await refuseSameFile(filesOf(options));
  const planned = await planFuseWrite(heard);
  return carriedOut(heard, planned);
}

async function carriedOut(
  options: FuseWriteOptions & Hearing,
  planned: PlannedFuseWrite,
): Promise<FuseWriteDocument> {
  const { plan, document: shown, record } = planned;
  const document: Pick<FuseWriteDocument, 'format' | 'plan' | 'warnings'> = {
    format: 'otpforge.fuse-write/1',
    plan: shown,
    warnings: planned.warnings,
  };
  options.onEvent({ type: 'planned', plan: shown });
  if (plan.refusals.length > 0) {
    await record?.end({
      result: 'refused',
      codes: [...new Set(plan.refusals.map(({ code }) => code))],
      written: 'nothing',
    });
    return { ...document, result: 'refused' };
  }
  if (plan.fuses?.step === 'nothing') {
    await record?.end({ result: 'nothing-to-do', codes: [], unitsBurnt: 0, locksSet: 0, written: 'nothing' });
    return { ...document, result: 'nothing-to-do' };
  }
  try {
    await decide(options, shown);
    await record?.begin();
    options.onWrite?.();
    options.onEvent({ type: 'writing' });
    await writeAtomic(options.output, planned.file, { ...(planned.hasSecrets && { mode: 0o600 }) });
    const file = { path: options.output, bytes: planned.file.length, sha256: planned.fileSha256 };
    if (options.dfu === undefined || options.dfu === false) {
      return { ...document, result: 'file-written', file, commands: await handOver(options.output, planned) };
    }
    return { ...document, file, ...(await writeByDfu(options, planned)) };
  } catch (error) {
    await record?.endBy(error);
    throw planned.redacted(error);
  }
}

/** Errors: STOPPED, DECLINED, PLAN_NOT_CONFIRMED, OPTION_INVALID. */
async function decide(options: FuseWriteOptions, shown: PlanDocument): Promise<void> {
  const { expectedHash, confirm, signal } = options;
  if (expectedHash !== undefined && expectedHash !== shown.hash) {
    throw new OtpforgeError('PLAN_NOT_CONFIRMED', {
      message: `the plan is ${shown.hash}, confirmed was ${expectedHash}: the dump or the words are not what was confirmed`,
      remedy: 'Look at the plan again, and confirm its hash.',
      details: { expected: expectedHash, found: shown.hash },
    });
  }
  const answer: unknown = await confirm(shown);
  if (signal?.aborted)
    throw new OtpforgeError('STOPPED', { message: 'stopped as asked: nothing was written' });
  if (answer === true) return;
  if (answer === false) throw new OtpforgeError('DECLINED', { message: 'declined: nothing was written' });
  throw new OtpforgeError('OPTION_INVALID', {
    message: 'writeFuses: confirm answered neither true nor false; nothing was written',
    remedy: 'Return true from confirm to write the file, false to decline it.',
    details: { call: 'writeFuses', option: 'confirm' },
  });
}

function filesOf(options: FuseWriteOptions) {
  const { layout, data, csv, binary, against, journal, output } = options;
  const inputs = [
    ['the layout', layout],
    ['the unit data', data],
    ['the CSV file', csv?.file],
    ['the data', binary?.file],
    ['the dump', against],
  ] as const;
  return [
    ...inputs.flatMap(([what, path]) => (path === undefined ? [] : [{ what, path }])),
    ...namedJournal(journal, true),
    { what: 'the partition file', path: output, written: true },
  ];
}

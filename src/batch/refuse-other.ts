import { OtpforgeError } from '../errors/index.js';
import type { BatchFiles, BatchRecord } from '../ledger/index.js';
import { count } from '../text/plural.js';
import type { BatchSetup } from './setup.js';

/**
 * Refuses to finish a batch as another one than it was given out as: its numbers would be in files that differ.
 * Errors: BATCH_DIFFERS.
 */
export function refuseOther(
  { name, count: units, stage }: Pick<BatchSetup, 'name' | 'count' | 'stage'>,
  known: BatchRecord,
  asked: Omit<BatchFiles, 'content' | 'list'>,
): BatchFiles {
  const { files } = known;
  if (!files) throw differs(name, 'was not given out as files');
  if (known.count !== units)
    throw differs(name, `has ${count(known.count, 'unit')}, and ${units} are asked for`);
  if (known.stage !== stage) throw differs(name, `is of the stage ${known.stage || '(none)'}`);
  if (files.data !== asked.data) {
    throw differs(name, files.data === null ? 'was made without a table' : 'was made of another table');
  }
  if (files.firmware !== asked.firmware) {
    throw differs(
      name,
      files.firmware === null ? 'holds no firmware (--data-only)' : 'holds another firmware',
    );
  }
  if (files.folder !== asked.folder || files.names !== asked.names) {
    throw differs(name, `has its files at ${files.folder}/${files.names}`);
  }
  return files;
}

/** Errors: BATCH_DIFFERS. */
export function refuseOtherContent(name: string, { content }: BatchFiles, found: string): void {
  if (content !== found) {
    throw differs(
      name,
      'encodes to other files than it was given out with: the layout or otpforge has changed',
    );
  }
}

/** Errors: BATCH_DIFFERS. */
export function refuseChanged(name: string, unit: number, field: string): never {
  throw differs(
    name,
    `encodes ${field} of unit ${unit} to other bytes than it was given out with: the layout or otpforge has changed`,
  );
}

function differs(batch: string, problem: string): OtpforgeError {
  return new OtpforgeError('BATCH_DIFFERS', {
    message: `the batch ${batch} ${problem}; no file was written`,
    remedy: 'Ask for it as the first time. A new name takes new numbers.',
    details: { batch },
  });
}

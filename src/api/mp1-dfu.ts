import { chmod } from 'node:fs/promises';
import { inPhase } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { otpAlternate } from '../fuse/dfu/alternates.js';
import type { DfuSaid } from '../fuse/dfu/outcome.js';
import { DfuUtil, type OtpPlace } from '../fuse/dfu/run.js';
import { wordText } from '../fuse/refusals.js';
import {
  decodePartition,
  type FileOutcome,
  outcomeOf,
  type Partition,
  unaskedChanges,
} from '../mp1/index.js';
import type { Hearing } from './listener.js';
import { type DumpedChip, dumpedChip } from './mp1-dump.js';
import { freeName } from './mp1-lines.js';
import type { PlannedFuseWrite } from './mp1-planned.js';
import type { FuseWriteDocument, FuseWriteOptions } from './mp1-write.js';

/**
 * Writes the chip of the dump by dfu-util and reads it back. The read-back decides, whatever dfu-util says.
 * Errors: DFU_*, MP1_OTHER_CHIP, MP1_FILE_CHANGED, CHIP_CHANGED, STOPPED before the write; DFU_WRITE_FAILED, FUSES_DIFFER, UNPLANNED_CHANGE after it.
 */
export async function writeByDfu(
  options: FuseWriteOptions & Hearing,
  planned: PlannedFuseWrite,
): Promise<Pick<FuseWriteDocument, 'result' | 'readBack'>> {
  const { plan, chip } = planned;
  if (!chip) throw new Error('a chip that nobody has read');
  const dfu = new DfuUtil(typeof options.dfu === 'string' ? options.dfu : undefined);
  const place = otpAlternate(await dfu.list(), chip.uid);
  const before = await inPhase(options.onEvent, 'inspect', 1, () =>
    upload(dfu, place, options, planned.hasSecrets),
  );
  await checkUnchanged(planned, before.chip);
  await checkFile(options.output, planned.file);
  if (options.signal?.aborted)
    throw new OtpforgeError('STOPPED', { message: 'stopped as asked: nothing was written' });
  const [writing, reading] =
    plan.fuses?.step === 'locks'
      ? (['set-locks', 'verify-locks'] as const)
      : (['burn-data', 'verify-data'] as const);
  const said = await inPhase(options.onEvent, writing, 1, () => dfu.download(place, options.output));
  if (said.result !== 'done') options.note(`dfu-util: ${said.text}; the words are read back now`);
  const after = await inPhase(options.onEvent, reading, 1, () =>
    readBack(said, () => upload(dfu, place, options, planned.hasSecrets)),
  );
  const file = decodePartition(planned.file);
  const found = outcomeOf(file, after.chip.dump);
  refuseUnasked(file, before.chip.dump, after.chip.dump);
  if (found.result !== 'done' && found.result !== 'pending') throw differs(found, said, after.file);
  const result =
    found.result === 'pending' ? 'pending' : (plan.fuses?.later.length ?? 0) > 0 ? 'written' : 'done';
  await planned.record?.end({
    result: result === 'pending' ? 'interrupted' : 'done',
    codes: result === 'pending' ? ['LOCK_PENDING'] : [],
    unitsBurnt: found.words.filter(({ value }) => value === 'there').length,
    locksSet: found.words.filter(({ lock }) => lock === 'locked').length,
    written: 'otp',
  });
  return { result, readBack: { dump: after.file, words: found.words } };
}

interface Uploaded {
  readonly file: string;
  readonly chip: DumpedChip;
}

/** Each into a file of its own: dfu-util writes no file that is there, and a dump is the only witness of its moment. */
async function upload(
  dfu: DfuUtil,
  place: OtpPlace,
  { output, device }: FuseWriteOptions,
  isSecret: boolean,
): Promise<Uploaded> {
  const file = await freeName(output, 'dump');
  await dfu.upload(place, file);
  // It shows what the layout keeps.
  if (isSecret) await chmod(file, 0o600);
  return { file, chip: dumpedChip(await readBytes(file), file, device) };
}

// Between the dump and now the board can have been swapped, written or closed.
async function checkUnchanged({ plan, chip, planAgainst }: PlannedFuseWrite, now: DumpedChip): Promise<void> {
  if (now.uid !== chip?.uid) {
    throw new OtpforgeError('CHIP_CHANGED', {
      message: `the dump is of chip ${chip?.uid}, and the partition is of ${now.uid}: nothing was written`,
      remedy: 'Connect the board that the dump is of, or plan against a dump of this one.',
      details: { planned: chip?.uid ?? '', found: now.uid },
    });
  }
  if ((await planAgainst(now)).hash === plan.hash) return;
  throw new OtpforgeError('CHIP_CHANGED', {
    message: 'the fuses are not as the dump shows them any more: nothing was written',
    remedy: 'Read the partition again into a new file, and plan against that.',
    details: { uid: now.uid },
  });
}

// dfu-util takes what is in the file by then.
async function checkFile(path: string, planned: Uint8Array): Promise<void> {
  if (Buffer.from(planned).equals(await readBytes(path))) return;
  throw new OtpforgeError('MP1_FILE_CHANGED', {
    message: `${path} is not as the plan made it any more: nothing was written`,
    remedy: 'Run the same command again with a new output file, and let nothing else write to it.',
    details: { file: path },
  });
}

async function readBack(said: DfuSaid, again: () => Promise<Uploaded>): Promise<Uploaded> {
  try {
    return await again();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OtpforgeError('DFU_WRITE_FAILED', {
      message: `the words may be written, and could not be read back: ${why}. Before that ${said.text}`,
      remedy:
        'Reset the board, load U-Boot again, read the partition into a new file, and run the same command against it: it finishes, or says which word is lost.',
      details: { said: said.text },
      cause,
    });
  }
}

function refuseUnasked(file: Partition, before: Partition, after: Partition): void {
  const [first, ...more] = unaskedChanges(file, before, after);
  if (!first) return;
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  throw new OtpforgeError('UNPLANNED_CHANGE', {
    message: `${wordText(first.word)} ${first.before === first.after ? 'got a lock' : 'has other fuses than before'}${rest}: no plan asked for that`,
    remedy: 'Set this board aside, and find what wrote to it.',
    details: { words: [first, ...more].map(({ word }) => word) },
  });
}

function differs({ words }: FileOutcome, said: DfuSaid, path: string): OtpforgeError {
  const bad = words.filter(({ value }) => value !== 'there' && value !== 'none');
  const text = bad.map(({ word, value }) => `${wordText(word)} ${faultTexts[value]}`).join('; ');
  return new OtpforgeError('FUSES_DIFFER', {
    message: `${text}. ${said.text}. The service stops at the first error`,
    remedy: `Run the same command against ${path}: it goes on with what is missing, or says which word is lost.`,
    details: { words: bad.map(({ word }) => word), file: path },
  });
}

const faultTexts: Readonly<Record<FileOutcome['words'][number]['value'], string>> = {
  none: '',
  there: '',
  missing: 'is still blank',
  differs: 'has another value',
  unknown: 'cannot be read',
};

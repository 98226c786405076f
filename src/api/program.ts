import {
  type ProgramOptions as BurnOptions,
  type BurnRequest,
  type PlannedChip,
  type ProgramReport,
  programUnit,
} from '../burn/index.js';
import { appendToJournal, type JournalEntry, type RecordOptions, recordRun } from '../journal/index.js';
import { type Keeper, keyedHash, redactPlan, redactReport } from '../redaction/index.js';
import { type RehearsalState, type RehearseWhen, rehearseWhen } from '../rehearsal/index.js';
import { saltedImageHash } from '../secrets/index.js';
import { historyOf } from './history.js';
import { type HistoryOptions, type ImageOptions, keeperOf, readUnit } from './plan.js';
import { StopGuard } from './stop-guard.js';
import { namedFile, type TargetOptions, withTarget } from './target.js';

export interface ProgramOptions
  extends TargetOptions,
    ImageOptions,
    HistoryOptions,
    Omit<BurnOptions, 'hashOf' | 'onPlanned' | 'onBegin'> {
  /** Also gets a line before the first write and one after it; no journal is kept unless a file is given. */
  readonly journal?: string;
  /**
   * Burn the plan on a simulated copy of the chip first: each time, or for the first plan of a shape, which is
   * remembered in the state folder. Not unless given.
   */
  readonly rehearse?: RehearseWhen;
  /** Hears of what is worth knowing and changes nothing. */
  readonly note?: (text: string) => void;
}

/**
 * Programs a whole unit: firmware, then OTP data, then locks, each read back and compared.
 * A result of `refused` means that nothing was written; see `plan.refusals`.
 * Errors: those of `plan`; DECLINED, STOPPED, PLAN_NOT_CONFIRMED, REHEARSAL_FAILED, LOADER_RAM and LOADER_REFUSED before a
 * write; BURN_*, PLAN_CHANGED, FLASH_DOWNLOAD_FAILED, FIRMWARE_DIFFERS, READ_BACK_* and UNIT_SPENT after one.
 */
export function program(options: ProgramOptions): Promise<ProgramReport> {
  return withTarget(options, {
    files: [...namedFile('the image', options.image), ...namedFile('the journal', options.journal, true)],
    read: async (target) => ({ unit: await readUnit(options, target), keeper: await keeperOf(target) }),
    run: async ({ probe, device }, { unit, keeper }) => {
      const cutOffRuns = historyOf(probe, unit.cutOffRuns);
      const report = await rehearsed({ probe, device, ...unit, cutOffRuns }, options, keeper);
      return keeper ? redactReport(report, keeper) : report;
    },
    // What is written and read back stays so; an error would tell that nothing was written.
    closeFailed: (error) => {
      options.note?.(`the report holds, but then ${error instanceof Error ? error.message : String(error)}`);
    },
  });
}

async function rehearsed(
  request: BurnRequest,
  options: ProgramOptions,
  keeper: Keeper | undefined,
): Promise<ProgramReport> {
  let state: RehearsalState | undefined;
  const report = await recorded(request, options, keeper, async (planned) => {
    state = await rehearseWhen(options.rehearse ?? false, request, planned);
  });
  return state === undefined ? report : { ...report, rehearsal: state };
}

function recorded(
  request: BurnRequest,
  options: ProgramOptions,
  keeper: Keeper | undefined,
  onPlanned: (planned: PlannedChip) => Promise<void>,
): Promise<ProgramReport> {
  const { journal, note, signal } = options;
  const stop = new StopGuard(signal, options.onWrite);
  const burnOptions = {
    ...options,
    onPlanned,
    onWrite: stop.onWrite,
    ...(keeper && withoutSecrets(options, keeper)),
  };
  if (journal === undefined) return stop.guard(programUnit(request, burnOptions));
  const append = (entry: JournalEntry) => appendToJournal(journal, entry, { signal, note });
  const record = { file: journal, append, ...(note && { note }), ...(keeper && keyedHashes(keeper)) };
  return recordRun(record, (hooks) =>
    stop.guard(
      programUnit(request, {
        ...burnOptions,
        ...hooks,
        onPlanned: async (planned) => {
          await hooks.onPlanned(planned);
          await onPlanned(planned);
        },
      }),
    ),
  );
}

function withoutSecrets(
  { confirm }: ProgramOptions,
  keeper: Keeper,
): Pick<BurnOptions, 'confirm' | 'hashOf'> {
  return {
    confirm: (plan) => confirm(redactPlan(plan, keeper)),
    hashOf: (plan) => keyedHash(plan.hash, keeper.key),
  };
}

function keyedHashes({ key }: Keeper): Pick<RecordOptions, 'planHash' | 'imageHash'> {
  return {
    planHash: (plan) => keyedHash(plan.hash, key),
    imageHash: (plan) => saltedImageHash(plan.imageSha256, key),
  };
}

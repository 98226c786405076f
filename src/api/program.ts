import { lackOfWitness } from '../bank/index.js';
import {
  type BurnRequest,
  checkPlanHash,
  type Plan,
  type PlanDocument,
  type PlannedChip,
  type ProgramReport,
  programUnit,
  type ReportDocument,
  reportDocument,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { appendToJournal, type JournalEntry, type RecordOptions, recordRun } from '../journal/index.js';
import type { ProbeIdentity } from '../probe/index.js';
import { type Keeper, redactReport } from '../redaction/index.js';
import { burns, type RehearsalState, type RehearseWhen, rehearseWhen } from '../rehearsal/index.js';
import { saltedImageHash, stateKey } from '../secrets/index.js';
import { historyOf } from './history.js';
import { keepSector } from './keep-sector.js';
import { type Hearing, hearing } from './listener.js';
import { namedJournal } from './named-journal.js';
import { callback, checkOptions, flag, need, oneOf, type Shape, signal, text } from './options/index.js';
import {
  type HistoryOptions,
  historyShape,
  type ImageOptions,
  imageShape,
  keeperOf,
  type PlanInputs,
  readUnit,
} from './plan.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { StopGuard } from './stop-guard.js';
import { type Target, type TargetOptions, type TargetWork, targetShape, withTarget } from './target.js';
import { imageFile } from './unit-image.js';
import { UnitPast } from './unit-past.js';

export interface ProgramOptions extends TargetOptions, ImageOptions, HistoryOptions {
  /** Shown the plan before anything is written; false declines. Not asked when nothing is irreversible. */
  readonly confirm: (plan: PlanDocument) => boolean | Promise<boolean>;
  /** Burn the plan with this hash and no other. */
  readonly expectedHash?: string;
  /** Leave the core halted instead of letting the firmware run at the end. */
  readonly leaveHalted?: boolean;
  /** Stops the run before its next write; what is being written is finished and read back first. */
  readonly signal?: AbortSignal;
  /** Called before each write begins; until then nothing has been written, and a stop by `signal` keeps it so. */
  readonly onWrite?: () => void;
  /** Also gets a line before the first write and one after it; no journal is kept unless a file is given. */
  readonly journal?: string;
  /**
   * Burn the plan on a simulated copy of the chip first: each time, or for the first plan of a shape, which is
   * remembered in the state folder. Not unless given, but with a loader that is not the package's: then each time, and on
   * silicon whatever is given.
   */
  readonly rehearse?: RehearseWhen;
  /**
   * Burn by a loader that is not the package's though the simulator lacks its flash controller, and with a bank whose
   * controller has no independent witness; the report says so.
   */
  readonly unverifiedBank?: boolean;
  /** Every board may have the OTP bytes of the image. */
  readonly shared?: boolean;
  /** Nobody sees the plan before it is burnt: OTP bytes that another die has too are refused unless they are shared. */
  readonly unattended?: boolean;
}

/** A call within a session. */
export type ProgramCall = Omit<ProgramOptions, keyof TargetOptions>;

export const programCallShape: Shape<ProgramCall> = {
  ...imageShape,
  ...historyShape,
  confirm: need(callback()),
  expectedHash: text,
  leaveHalted: flag,
  signal,
  onWrite: callback(),
  rehearse: oneOf(true, false, 'first'),
  unverifiedBank: flag,
  shared: flag,
  unattended: flag,
};
const shape: Shape<ProgramOptions> = { ...targetShape, ...programCallShape };

/**
 * Programs a whole unit: firmware, then OTP data, then locks, each read back and compared.
 * A result of `refused` means that nothing was written; see `plan.refusals`.
 * Errors: those of `plan`; DECLINED, STOPPED, PLAN_NOT_CONFIRMED, UNIT_ALREADY_BURNT (a value went to another die since the
 * plan), LEDGER_KNOWS_UNIT, REHEARSAL_FAILED, BANK_UNVERIFIED, CHIP_CHANGED, LOADER_RAM, LOADER_REFUSED and LOADER_NOT_STARTED before a write;
 * BURN_*, PLAN_CHANGED, FLASH_DOWNLOAD_FAILED, FIRMWARE_DIFFERS, READ_BACK_*, UNPLANNED_CHANGE and UNIT_SPENT after one.
 */
export async function program(options: ProgramOptions): Promise<ReportDocument> {
  checkOptions('program', options, shape);
  const heard = hearing(options);
  return withTarget(heard, programWork(heard));
}

export function programWork(options: ProgramOptions & Hearing): TargetWork<PlanInputs, ReportDocument> {
  if (options.expectedHash !== undefined) checkPlanHash(options.expectedHash);
  return {
    makesChip: true,
    files: [...imageFile(options.image), ...namedJournal(options.journal, true)],
    read: async (target) => ({
      unit: await readUnit(options, target, options),
      keeper: await keeperOf(target),
    }),
    run: async ({ probe, medium, device, layout, secrets, onAbandoned }, { unit, keeper }) => {
      const cutOffRuns = historyOf(probe, unit.cutOffRuns);
      const values = planValues(unit.image, layout, secrets);
      const view = new PlanView(keeper, values, options.journalNote, layout);
      const key = options.journal === undefined ? undefined : await stateKey();
      const past = new UnitPast(options, { medium, device, layout, image: unit.image, key });
      const { onEvent: onProgress } = options;
      const request = { probe, medium, device, ...unit, cutOffRuns, past: past.judge, onProgress };
      return burnUnit(request, options, { keeper, view, past, onAbandoned });
    },
    // What is written and read back stays so; an error would tell that nothing was written.
    closeFailed: (error) => {
      options.note(
        `The unit was programmed and verified, but ${error instanceof Error ? error.message : String(error)}`,
      );
    },
  };
}

/** What a visit adds to a run of program. */
export interface VisitHooks {
  /** Names the run in the journal. */
  readonly run: string;
  /** The file of the journal that its lines go to, or a later one. */
  readonly journal: string;
  /** Called when all is decided, before the journal's line and the first write. Its error ends the run: nothing is written. */
  readonly onClaim: (planned: PlannedChip) => Promise<void>;
  /** Called after the last read-back, while the core is halted; its error is the error of the run. */
  readonly onBurnt: () => Promise<void>;
}

export type BurnOptions = Omit<ProgramOptions, 'image' | 'probe'> & Hearing & { readonly visit?: VisitHooks };

/** Rehearses where that is asked for, burns, and keeps the journal. Errors: those of program. */
export async function burnUnit(
  request: BurnRequest,
  options: BurnOptions,
  shown: Shown,
): Promise<ReportDocument> {
  const { keeper, view } = shown;
  let rehearsal: RehearsalState | undefined;
  let rehearsedAs: string | undefined;
  const onCopy = (copy: ProbeIdentity) => {
    rehearsedAs = copy.simulatedAs;
  };
  const report = await recorded(request, options, shown, async (planned) => {
    options.onEvent({ type: 'planned', plan: view.document(planned.plan) });
    rehearsal = await rehearseWhen({ ...options, onCopy }, request, planned);
  });
  const { journalNote } = options;
  const document = reportDocument(report, view.document(report.plan), {
    ...(journalNote && { journal: journalNote }),
    ...(rehearsal && { rehearsal }),
    ...(rehearsedAs !== undefined && { rehearsedAs }),
    ...(isUnverified(request, report, rehearsal) && { unverifiedBank: true }),
  });
  return keeper ? redactReport(document, keeper.secrets) : document;
}

function isUnverified(
  { device, medium }: BurnRequest,
  { plan }: ProgramReport,
  rehearsal: RehearsalState | undefined,
): boolean {
  if (rehearsal === 'unavailable' && plan.loader?.origin.kind === 'project') return true;
  return medium === 'silicon' && burns(plan) && lackOfWitness(device.bank) !== undefined;
}

export interface Shown {
  readonly view: PlanView;
  readonly keeper: Keeper | undefined;
  readonly past: UnitPast;
  readonly onAbandoned: Target['onAbandoned'];
}

/** Only `true` burns: a text or an object may mean anything. Errors: OPTION_INVALID. */
function answered(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new OtpforgeError('OPTION_INVALID', {
    message: 'program: confirm answered neither true nor false; nothing was written',
    remedy: 'Return true from confirm to burn the plan, false to decline it.',
    details: { call: 'program', option: 'confirm' },
  });
}

function recorded(
  request: BurnRequest,
  options: BurnOptions,
  { view, keeper, past, onAbandoned }: Shown,
  onPlanned: (planned: PlannedChip) => Promise<void>,
): Promise<ProgramReport> {
  const { journal, note, signal, visit } = options;
  const stop = new StopGuard(
    signal,
    () => {
      options.onWrite?.();
      options.onEvent({ type: 'writing' });
    },
    onAbandoned,
  );
  const burnOptions = {
    ...options,
    onPlanned,
    onWrite: stop.onWrite,
    keepSector,
    confirm: async (plan: Plan) => answered(await options.confirm(view.document(plan))),
    hashOf: (plan: Plan) => view.hash(plan),
  };
  if (journal === undefined) return stop.guard(programUnit(request, burnOptions));
  // The last line is written whatever was asked for meanwhile.
  const append = (entry: JournalEntry, planned?: PlannedChip) =>
    appendToJournal(journal, entry, {
      note,
      ...(visit && { notBefore: visit.journal }),
      ...(planned && { signal, unless: (journal) => past.check(journal, planned) }),
    });
  const record: RecordOptions = {
    ...(visit && { run: visit.run }),
    append,
    planHash: burnOptions.hashOf,
    unit: (planned) => past.line(planned),
    note,
    ...(keeper && { imageHash: (plan) => saltedImageHash(plan.imageSha256, keeper.key) }),
  };
  return recordRun(record, (hooks) => {
    let planned: PlannedChip | undefined;
    return stop.guard(
      programUnit(request, {
        ...burnOptions,
        ...hooks,
        onPlanned: async (found) => {
          planned = found;
          await hooks.onPlanned(found);
          await onPlanned(found);
        },
        onBegin: async () => {
          if (planned) {
            await past.checkLedgers(planned);
            await visit?.onClaim(planned);
          }
          await hooks.onBegin();
        },
        ...(visit && { onBurnt: visit.onBurnt }),
      }),
    );
  });
}

import { randomUUID } from 'node:crypto';
import type { AreaName } from '../bank/index.js';
import {
  dataStep,
  firmwareStep,
  lockStep,
  type Plan,
  type PlannedChip,
  type ProgramReport,
  StepError,
  unitsToBurn,
} from '../burn/index.js';
import { factsOf, OtpforgeError } from '../errors/index.js';
import { runtime } from '../files/runtime.js';
import { version } from '../files/version.js';
import type { Appended } from './append.js';
import { endsBeforeOtp } from './burnt.js';
import {
  afterLastWrite,
  type BeginLine,
  type EndLine,
  type ImageHash,
  type JournalEntry,
  type JournalUnits,
} from './line.js';

export interface RecordOptions {
  /** The ID of the run, where somebody knows it already; a new one unless given. */
  readonly run?: string;
  /** Adds a line to it: appendToJournal. Of the first line it gets the plan that it is about. */
  readonly append: (entry: JournalEntry, planned?: PlannedChip) => Promise<Appended>;
  /** The hash by which the plan is shown; its own unless given. */
  readonly planHash?: (plan: Plan) => string;
  /** What the journal may hold of the image; its plain hash unless given. */
  readonly imageHash?: (plan: Plan) => ImageHash;
  /** What the journal keeps of the unit beside it; nothing unless given. */
  readonly unit?: (planned: PlannedChip) => Partial<UnitPart>;
  /** Hears of what the journal had to report of itself. */
  readonly note?: (text: string) => void;
}

/** What a program run calls on its way; see ProgramOptions. */
export interface RunHooks {
  readonly onPlanned: (planned: PlannedChip) => Promise<void>;
  readonly onBegin: () => Promise<void>;
}

/**
 * Does a program run with a line in the journal before its first write and one after it. A run that writes nothing
 * leaves the second alone, one that never reached a chip leaves none.
 * Errors: those of the run; JOURNAL_* before anything was written.
 */
export async function recordRun(
  options: RecordOptions,
  run: (hooks: RunHooks) => Promise<ProgramReport>,
): Promise<ProgramReport> {
  const record = new RunRecord(options);
  let report: ProgramReport;
  try {
    report = await run({
      onPlanned: async (planned) => record.planned(planned),
      onBegin: () => record.begin(),
    });
  } catch (error) {
    await record.end(record.endOfError(error));
    throw error;
  }
  await record.end(endOfReport(report));
  return report;
}

type End = Pick<EndLine, 'result' | 'codes' | 'step' | 'unitsBurnt' | 'locksSet' | 'kept' | 'written'>;
type UnitPart = Pick<BeginLine, 'values' | 'held' | 'otp' | 'movedFrom' | 'shared'>;
/** What only the first line of a run carries. */
type FirstPart = UnitPart & Pick<BeginLine, 'node' | 'os'>;
type Head = Omit<BeginLine, 'format' | 'previous' | 'state' | 'units' | 'time' | keyof FirstPart>;

class RunRecord {
  readonly #options: RecordOptions;
  #head: Head | undefined;
  #first: Partial<FirstPart> = {};
  #planned: PlannedChip | undefined;
  #hasBegun = false;

  constructor(options: RecordOptions) {
    this.#options = options;
  }

  planned(planned: PlannedChip): void {
    const { chip, plan } = planned;
    const { run = randomUUID(), planHash, imageHash, unit } = this.#options;
    const { description, serial, vtrefMv } = chip.probe;
    this.#planned = planned;
    this.#first = { ...runtime(), ...unit?.(planned) };
    this.#head = {
      version: version(),
      run,
      probe: { description, serial, ...(vtrefMv !== undefined && { vtrefMv }) },
      medium: plan.medium,
      device: plan.device,
      bank: plan.area.name,
      uid: plan.chip.uid,
      plan: planHash?.(plan) ?? plan.hash,
      image: imageHash?.(plan) ?? { sha256: plan.imageSha256 },
      ...(plan.loader && { loader: plan.loader.sha256 }),
    };
  }

  async begin(): Promise<void> {
    if (!this.#head || !this.#planned) return;
    const units = unitsOf(this.#planned.plan);
    await this.#append({ state: 'begin', ...this.#head, time: now(), ...this.#first, units }, this.#planned);
    this.#hasBegun = true;
  }

  // The chip is written by now, or the run has an error of its own: a journal's error takes the place of neither.
  async end(end: End): Promise<void> {
    if (!this.#head || end.codes.some((code) => code.startsWith('JOURNAL_'))) return;
    try {
      const first = this.#hasBegun ? {} : this.#first;
      await this.#append({ state: 'end', ...this.#head, time: now(), ...first, ...end });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#options.note?.(`the end of this run is not in the journal: ${text}`);
    }
  }

  endOfError(error: unknown): End {
    const code = error instanceof OtpforgeError ? error.code : 'INTERNAL';
    return {
      result: factsOf(code)?.run ?? 'failed',
      codes: [code],
      ...stepOf(error),
      ...burntBefore(error, this.#planned?.plan),
      ...keptBy(error),
      written: writtenBefore(error, code),
    };
  }

  async #append(entry: JournalEntry, planned?: PlannedChip): Promise<void> {
    const { append, note } = this.#options;
    const { file, tornLine } = await append(entry, planned);
    if (!tornLine) return;
    note?.(`${file} ended in a line that was cut while it was written; it is kept, with a note behind it`);
  }
}

function endOfReport(report: ProgramReport): End {
  const { result, plan, unitsBurnt, locksSet } = report;
  const codes = [...new Set(plan.refusals.map(({ code }) => code))];
  return { result, codes, unitsBurnt, locksSet, written: writtenBy(report) };
}

function writtenBy({
  result,
  unitsBurnt,
  locksSet,
  locksInForce = 0,
}: ProgramReport): NonNullable<EndLine['written']> {
  if (unitsBurnt + locksSet + locksInForce > 0) return 'otp';
  return result === 'done' ? 'firmware' : 'nothing';
}

/** What of a plan was burnt and read back before an error ended its run. */
function burntBefore(error: unknown, plan: Plan | undefined): Pick<End, 'unitsBurnt' | 'locksSet'> {
  if (!plan) return {};
  const { done = [] } = error instanceof OtpforgeError ? error.details : {};
  const steps = [done].flat();
  const units = unitsToBurn(plan, 'data').length;
  const locks = unitsToBurn(plan, 'lock').length;
  return {
    unitsBurnt: steps.includes(dataStep(units, areaOf(plan))) ? units : 0,
    locksSet: steps.includes(lockStep(locks)) ? locks : 0,
  };
}

function stepOf(error: unknown): { step?: string } {
  if (!(error instanceof StepError)) return {};
  return { step: error.stepDone ? afterLastWrite : error.step };
}

function areaOf({ area }: Plan): AreaName {
  return area.kind === 'sector' ? 'reserved sector' : 'OTP';
}

function keptBy(error: unknown): Pick<End, 'kept'> {
  const kept = error instanceof OtpforgeError ? error.details.kept : undefined;
  return typeof kept === 'string' ? { kept } : {};
}

/** The most that a run may have written that an error ended. */
function writtenBefore(error: unknown, code: string): NonNullable<EndLine['written']> {
  if (factsOf(code)?.effect === 'none') return 'nothing';
  if (endsBeforeOtp(code)) return 'firmware';
  const { done = [], step = [] } = error instanceof OtpforgeError ? error.details : {};
  const steps = [done, step].flat();
  return steps.length > 0 && steps.every((name) => name === firmwareStep) ? 'firmware' : 'otp';
}

/** Runs of bytes of one kind and state, joined. */
function unitsOf({ units }: Plan): readonly JournalUnits[] {
  const joined: JournalUnits[] = [];
  for (const { address, length, kind, state } of units) {
    if (state !== 'burn' && state !== 'skip') continue;
    const last = joined.at(-1);
    if (last && last.kind === kind && last.state === state && last.address + last.length === address) {
      joined[joined.length - 1] = { ...last, length: last.length + length };
    } else joined.push({ address, length, kind, state });
  }
  return joined;
}

function now(): string {
  return new Date().toISOString();
}

import { type Device, refuseUnknownBlocks } from '../bank/index.js';
import {
  type BurnRequest,
  type JournalNote,
  type PlanDocument,
  type PlannedChip,
  planChip,
} from '../burn/index.js';
import { interruptedRuns, type JournalAccess } from '../journal/index.js';
import type { Layout } from '../layout/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import type { Keeper } from '../redaction/index.js';
import { knownStateKey, type Secrets, stateKey } from '../secrets/index.js';
import { historyOf } from './history.js';
import { type Hearing, hearing } from './listener.js';
import { type MergedImage, mergedImage } from './merged-image.js';
import { namedJournal } from './named-journal.js';
import {
  address,
  byte,
  checkOptions,
  either,
  flag,
  need,
  numbers,
  object,
  type Shape,
  text,
  texts,
} from './options/index.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { type Target, type TargetOptions, type TargetWork, targetShape, withTarget } from './target.js';
import { imageFile, readUnitImage } from './unit-image.js';
import { unitJudge } from './unit-judge.js';
import { UnitPast } from './unit-past.js';

export interface ImageOptions {
  /** Intel HEX, ELF, or raw binary with `address`; or what `merge` returned. */
  readonly image: string | MergedImage;
  /** Where a raw binary begins. */
  readonly address?: number;
  /** Take the bytes of the file as they are, even if it is plainly something else. */
  readonly raw?: boolean;
  /** Byte for the rest of a write unit that the image holds in part. */
  readonly fill?: number;
  /** Blocks that may be locked though nothing is written in them. */
  readonly lockEmpty?: readonly number[];
  /** The image is meant to leave the OTP alone, though the layout has fields. */
  readonly firmwareOnly?: boolean;
}

export interface HistoryOptions {
  /** The record of program runs: units that a run on this die may have left half-programmed are not trusted. */
  readonly journal?: string;
  /** What plan and report say of the journal, where a file of defaults moved it or none is kept. */
  readonly journalNote?: JournalNote;
  /** Take such units as they read where they can be programmed only once. */
  readonly acceptSuspect?: boolean;
  /** Scrapped dies whose values this one may have; the journal keeps that. */
  readonly movedFrom?: readonly string[];
}

export type PlanOptions = TargetOptions & ImageOptions & HistoryOptions;

export const imageShape: Shape<ImageOptions> = {
  image: need(either(text, mergedImage)),
  address,
  raw: flag,
  fill: byte,
  lockEmpty: numbers,
  firmwareOnly: flag,
};

export const historyShape: Shape<HistoryOptions> = {
  journal: text,
  journalNote: object('a note on the journal'),
  acceptSuspect: flag,
  movedFrom: texts,
};

/** A call within a session. */
export type PlanCall = ImageOptions & HistoryOptions;
export const planCallShape: Shape<PlanCall> = { ...imageShape, ...historyShape };
const shape: Shape<PlanOptions> = { ...targetShape, ...planCallShape };

/**
 * Reads a chip and shows what programming an image would do to it. Writes nothing.
 * A reason not to burn is not an error: see `refusals`. Errors: DEVICE_*, PROBE_*, TARGET_*, LOADER_HASH, LOADER_INVALID,
 * LOADER_NOT_BUILT, JOURNAL_*, and those of the image and the layout.
 */
export async function plan(options: PlanOptions): Promise<PlanDocument> {
  checkOptions('plan', options, shape);
  const heard = hearing(options);
  return withTarget(heard, planWork(heard));
}

export function planWork(options: PlanOptions & Hearing): TargetWork<PlanInputs, PlanDocument> {
  return {
    makesChip: true,
    files: [...imageFile(options.image), ...namedJournal(options.journal)],
    read: (target) => readPlanInputs(options, target),
    run: async (target, inputs) => (await planTarget(options, target, inputs)).document,
  };
}

/** The image, the loader and the history of a plan, and what shows it without its secrets. */
export interface PlanInputs {
  readonly unit: UnitInputs;
  readonly keeper: Keeper | undefined;
}

/** Plans on a probe that is open: what was found on the chip, and the plan as it is shown. */
export async function planTarget(
  options: HistoryOptions & Partial<Hearing>,
  { probe, medium, device, layout, secrets }: Target,
  { unit, keeper }: PlanInputs,
): Promise<{ readonly planned: PlannedChip; readonly document: PlanDocument }> {
  const cutOffRuns = historyOf(probe, unit.cutOffRuns);
  const key = options.journal === undefined ? undefined : await knownStateKey();
  const past = new UnitPast(options, { medium, device, layout, image: unit.image, key });
  const planned = await planChip({
    probe,
    medium,
    device,
    ...unit,
    cutOffRuns,
    past: past.judge,
    onProgress: options.onEvent,
  });
  const values = planValues(unit.image, layout, secrets);
  const view = new PlanView(keeper, values, options.journalNote, layout);
  return { planned, document: view.document(planned.plan) };
}

/** Reads what a plan needs beside the chip. */
export async function readPlanInputs(
  options: ImageOptions & HistoryOptions,
  target: Omit<Target, 'probe'>,
): Promise<PlanInputs> {
  return { unit: await readUnit(options, target), keeper: await keeperOf(target) };
}

type UnitInputs = Omit<BurnRequest, 'probe' | 'medium' | 'device'>;

/** The image, the loader and the history that a plan or a burn needs. */
export async function readUnit(
  options: ImageOptions & HistoryOptions,
  target: {
    readonly device: Device;
    readonly layout: Layout | undefined;
    readonly secrets: Secrets | undefined;
  },
  access: JournalAccess = {},
): Promise<UnitInputs> {
  const { lockEmpty, acceptSuspect, journal, firmwareOnly } = options;
  refuseUnknownBlocks(target.device.bank, lockEmpty);
  const { image, binding } = await readUnitImage(options.image, target, options);
  return {
    image,
    unit: unitJudge({ ...target, image, binding, firmwareOnly }),
    loader: await loadBuiltLoader(target.device.bank),
    lockEmpty,
    acceptSuspect,
    ...(journal !== undefined && { cutOffRuns: (uid) => interruptedRuns(journal, uid, access) }),
  };
}

/** What shows a plan without its secrets; undefined when there are none. Errors: STATE_FOLDER. */
export async function keeperOf({
  secrets,
}: {
  readonly secrets: Secrets | undefined;
}): Promise<Keeper | undefined> {
  return secrets && { secrets, key: await stateKey() };
}

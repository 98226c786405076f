import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Bank,
  type Device,
  type LoadedBank,
  listDevices,
  loadBanks,
  sharedDevice,
} from '../bank/index.js';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { commitOf } from '../files/commit.js';
import { readBytes } from '../files/read.js';
import { runtime } from '../files/runtime.js';
import { version } from '../files/version.js';
import { writeAtomic } from '../files/write.js';
import {
  type CheckStart,
  checksVersion,
  type Found,
  type HwcheckReport,
  killBurn,
  loaderAt,
  notAReport,
  type Row,
  readReport,
  reportText,
  reviewReport,
  runLive,
  type StageId,
  scratchArea,
  sealed,
} from '../hwcheck/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import { type Medium, mapProbeFiles, openProbe, type ProbeUri, probeText } from '../probe/index.js';
import { refuseUnwitnessed } from '../rehearsal/index.js';
import { hex } from '../text/hex.js';
import { callback, checkOptions, flag, need, type Shape, text } from './options/index.js';
import { prepare, type TargetOptions, targetShape } from './target.js';

export interface HwcheckOptions extends Pick<TargetOptions, 'probe' | 'device' | 'banks' | 'note'> {
  /** Burn one unit of OTP at the end of the bank. */
  readonly burn?: boolean;
  /** Lock the last block, after that. */
  readonly burnLock?: boolean;
  /** Burn with a bank whose controller has no independent witness. */
  readonly unverifiedBank?: boolean;
  /** The report holds the chip's unique ID instead of its hash. */
  readonly withUid?: boolean;
  /** Where the folder of the report is made; the working folder unless given. */
  readonly folder?: string;
  /** Asked before each stage that is to run; false skips it and what follows it. */
  readonly confirm: (stage: StageId) => Promise<boolean>;
  /** Asks the operator to take the supply off and on; false when it stayed on. */
  readonly powerCycle?: () => Promise<boolean>;
  /** Asks the operator to pull the probe's USB or the board's supply while it burns, and to plug it in; false when declined. */
  readonly pull?: (what: 'usb' | 'supply', step: 'pull' | 'plug') => Promise<boolean>;
  /** Hears of each check before it runs. */
  readonly onCheck?: (check: CheckStart) => void;
  /** Hears of each row. */
  readonly onRow?: (row: Row) => void;
}

const { probe, device, banks, note } = targetShape;
const shape: Shape<HwcheckOptions> = {
  ...{
    probe,
    device,
    banks,
    note,
    burn: flag,
    burnLock: flag,
    unverifiedBank: flag,
    withUid: flag,
    folder: text,
  },
  ...{
    confirm: need(callback()),
    powerCycle: callback(),
    pull: callback(),
    onCheck: callback(),
    onRow: callback(),
  },
};

export interface HwcheckDocument {
  readonly format: 'otpforge.hwcheck-run/1';
  /** differs: at least one row does; complete: every stage that was asked for has run. */
  readonly result: 'complete' | 'differs' | 'incomplete';
  readonly medium: Medium;
  readonly device: string;
  /** With report.md and report.json. */
  readonly folder: string;
  readonly otpSpent: number;
  readonly rows: readonly Row[];
}

export interface HwcheckReviewOptions {
  /** The report.json of a run. */
  readonly report: string;
}

const reviewShape: Shape<HwcheckReviewOptions> = { report: need(text) };

export interface HwcheckReviewDocument {
  readonly format: 'otpforge.hwcheck-review/1';
  /** The trace shows what every row says. */
  readonly result: 'confirmed';
  readonly medium: Medium;
  readonly device: string;
  readonly date: string;
  readonly otpforge: string;
  readonly otpSpent: number;
  /** How long stage 3 has taken for its unit on the board; only when it has burnt it. */
  readonly unitSeconds?: number;
  readonly rows: readonly Row[];
}

/**
 * Checks on a board, stage by stage, what no simulation can show, and writes a report that proves itself.
 * Errors: DEVICE_*, PROBE_*, LOADER_*, HWCHECK_UNSUPPORTED, BANK_UNVERIFIED, FILE_*.
 */
export async function hwcheck(options: HwcheckOptions): Promise<HwcheckDocument> {
  checkOptions('hwcheck', options, shape);
  const { uri, medium, device, banks } = await prepare(options, []);
  const burns = options.burn === true || options.burnLock === true;
  if (burns && !options.unverifiedBank) refuseUnwitnessed(device.bank, medium);
  scratchArea(device);
  const loaders = await loadersOf(device.bank, scratchArea(device).address);
  const date = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const folder = join(options.folder ?? '.', `hwcheck-${device.name}-${date.replaceAll(':', '')}`);
  await mkdir(folder, { recursive: true });
  const write = async (found: Found): Promise<HwcheckReport> => {
    const report = sealed({
      ...headOf(uri, medium, options),
      date,
      device: device.name,
      bank: device.bank.name,
      devId: device.line.devIds[0] ?? 0,
      flashKb: device.flashKb,
      checks: checksVersion,
      loader: loaders.loader.sha256,
      ...found,
      otpSpent: spentBy(found.rows),
    });
    await writeAtomic(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 1)}\n`);
    await writeAtomic(join(folder, 'report.md'), reportText(report));
    return report;
  };
  const found = await runLive({
    ...loaders,
    device,
    medium,
    serial: serialOf(uri),
    machine: await machineFor(uri),
    withUid: options.withUid ?? false,
    open: () => openProbe(uri, { banks, device }),
    begin: (stage) => whyNot(stage, options),
    powerCycle: options.powerCycle ?? (async () => outlivesPower(uri)),
    kill: outlivesProcess(uri)
      ? (burn) => killBurn({ uri, folders: options.banks, device, ...burn })
      : undefined,
    pull: options.pull,
    onCheck: options.onCheck ?? (() => {}),
    onRow: options.onRow ?? (() => {}),
    onStage: async (sofar) => {
      await write(sofar);
    },
    note: options.note ?? (() => {}),
  });
  const { rows, otpSpent } = await write(found);
  const result = rows.some(({ verdict }) => verdict === 'differs')
    ? 'differs'
    : isIncomplete(rows, options, device.bank)
      ? 'incomplete'
      : 'complete';
  return {
    format: 'otpforge.hwcheck-run/1',
    result,
    medium,
    device: device.name,
    folder: resolve(folder),
    otpSpent,
    rows,
  };
}

/** Judges a report again by its trace. Errors: FILE_*, HWCHECK_REPORT, HWCHECK_EDITED, DEVICE_UNKNOWN. */
export async function reviewHwcheck(options: HwcheckReviewOptions): Promise<HwcheckReviewDocument> {
  checkOptions('reviewHwcheck', options, reviewShape);
  const file = options.report;
  const report = await readReport(file);
  const device = deviceOf(report, file, await loadBanks());
  const loaders = await loadersOf(device.bank, scratchArea(device).address);
  const reviewed = await reviewReport(file, report, { device, ...loaders });
  const { medium, date, otpforge, otpSpent } = report;
  return {
    format: 'otpforge.hwcheck-review/1',
    result: 'confirmed',
    ...{ medium, device: device.name, date, otpforge, otpSpent, ...reviewed },
  };
}

// A probe that detects the chip cannot tell apart all that it may be; such a device has the name that they share.
function deviceOf(
  { device: name, bank, devId, flashKb }: HwcheckReport,
  file: string,
  banks: readonly LoadedBank[],
): Device {
  const [first, ...others] = listDevices(banks).filter(
    (each) => each.bank.name === bank && each.line.devIds.includes(devId) && each.flashKb === flashKb,
  );
  const devices = first ? [first, ...others, sharedDevice([first, ...others])] : [];
  const device = devices.find((each) => each.name === name);
  if (device) return device;
  throw notAReport(
    file,
    `${name} with DEV_ID ${hex(devId)} and ${flashKb} KB of flash is not a device of ${bank}`,
  );
}

async function loadersOf(bank: Bank, scratch: number) {
  const loader = await loadBuiltLoader(bank);
  const scratchLoader = loaderAt(await readBytes(loader.file), loader.file, bank, scratch);
  return { loader, scratchLoader };
}

function headOf(uri: ProbeUri, medium: Medium, { withUid }: HwcheckOptions) {
  const commit = commitOf();
  return {
    otpforge: version(),
    ...(commit !== undefined && { commit }),
    ...runtime(),
    probe: probeText(mapProbeFiles(uri, (path) => path.replace(/^.*[\\/]/, ''))),
    medium,
    uid: withUid ? ('plain' as const) : ('hashed' as const),
  };
}

async function whyNot(stage: StageId, options: HwcheckOptions): Promise<string | undefined> {
  if (stage === 'burn' && !options.burn && !options.burnLock) return 'not asked for: --burn';
  if (stage === 'lock' && !options.burnLock) return 'not asked for: --burn-lock';
  return (await options.confirm(stage)) ? undefined : 'declined';
}

// What the user asked for and did not get is not complete, whoever stopped it.
function isIncomplete(
  rows: readonly Row[],
  { burn = false, burnLock = false }: HwcheckOptions,
  { otp }: Bank,
): boolean {
  const wanted: readonly StageId[] = [
    ...(['look', 'ram', 'scratch'] as const),
    ...(burn || burnLock ? (['burn'] as const) : []),
    ...(burnLock && otp.locks ? (['lock'] as const) : []),
  ];
  return wanted.some((stage) => !rows.some((row) => row.stage === stage && row.verdict === 'ok'));
}

// A simulated chip is powered on when it is opened again, and only a file keeps what it holds.
function outlivesPower({ scheme, options }: ProbeUri): boolean {
  return scheme === 'sim' && options.file !== undefined;
}

async function machineFor({ scheme, options: { library } }: ProbeUri) {
  const { findings } = await examine(library);
  const needs = needsOf[scheme] ?? 'node';
  return { needs, findings: findings.map(({ check, status }) => ({ check, status })) };
}

/** Without which of doctor's findings the probe cannot be used. */
const needsOf: Readonly<Record<string, Finding['check']>> = {
  jlink: 'library',
  stlink: 'openocd',
  'cmsis-dap': 'openocd',
  openocd: 'openocd',
  pyocd: 'pyocd',
};

function outlivesProcess(uri: ProbeUri): boolean {
  return uri.scheme !== 'sim' || outlivesPower(uri);
}

function serialOf({ scheme, target }: ProbeUri): string | undefined {
  const named = ['jlink', 'stlink', 'cmsis-dap', 'pyocd'].includes(scheme) && target !== '';
  return named ? target : undefined;
}

function spentBy(rows: readonly Row[]): number {
  return rows.reduce((sum, { otpSpent }) => sum + otpSpent, 0);
}

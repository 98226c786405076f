import type { JobSegment } from '../burn/job.js';
import { OtpforgeError } from '../errors/index.js';
import type { Medium, Probe } from '../probe/index.js';
import { recordProbe } from '../probe/trace.js';
import type { TraceEntry } from '../probe/trace-format.js';
import type { AddressRange } from '../range/index.js';
import { endOf } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import type { Pull, Pulled } from './bench.js';
import type { Given } from './given.js';
import { hideUid, withoutFolders } from './hide-uid.js';
import type { BurnOrder, KillPlace } from './kill-places.js';
import { Line } from './line.js';
import type { ReviewedBy } from './review.js';
import { type CheckStart, type Row, type StageId, stageIds } from './row.js';
import { errorText } from './run-checks.js';
import { endedBefore, runStages } from './run-stages.js';
import { scratchArea, scratchBank } from './scratch-area.js';
import { restoreScratch, type SavedScratch, saveScratch } from './scratch-keeper.js';

export interface LiveOptions extends ReviewedBy {
  readonly medium: Medium;
  readonly open: () => Promise<Probe>;
  readonly serial: string | undefined;
  readonly machine: NonNullable<Given['machine']>;
  readonly withUid: boolean;
  /** Asked before each stage; a text is why it is not to run. */
  readonly begin: (stage: StageId) => Promise<string | undefined>;
  /** Asks to take the supply off and on; false when it stayed on. */
  readonly powerCycle: () => Promise<boolean>;
  /** Kills a process of ours while it burns; undefined where the chip would go with the process. */
  readonly kill: ((burn: KilledBurn) => Promise<string>) | undefined;
  /** Asks to pull a plug and to plug it in; undefined where nobody is to be asked. */
  readonly pull: Pull | undefined;
  readonly onCheck: (check: CheckStart) => void;
  readonly onRow: (row: Row) => void;
  /** What was found so far, as if the run ended here. */
  readonly onStage: (found: Found) => Promise<void>;
  readonly note: (text: string) => void;
}

export type KilledBurn = Pick<BurnOrder, 'bank' | 'loader' | 'segment' | 'place'>;

/** What a live run has found, for a report. */
export interface Found {
  readonly rows: readonly Row[];
  readonly trace: readonly TraceEntry[];
  readonly given: Given;
  readonly skipped: Partial<Record<StageId, string>>;
}

/** Runs the stages on a board. The scratch sector is put back whatever happens. */
export async function runLive(options: LiveOptions): Promise<Found> {
  const { device, loader, scratchLoader, medium, kill: killBurn, pull: askToPull } = options;
  const line = new Line(await options.open(), options.open);
  const given: Given = {
    ...(options.serial !== undefined && { serial: options.serial }),
    machine: options.machine,
    ...(killBurn && { killed: [] }),
    ...(askToPull && { pulled: [] }),
  };
  const trace: TraceEntry[] = [];
  const skipped: Partial<Record<StageId, string>> = {};
  const { uid, uidSize } = device.bank.identity;
  const range: AddressRange = { address: uid, length: uidSize };
  const named = withoutFolders(line.probe);
  const seen = options.withUid ? named : hideUid(named, range);
  const probe = recordProbe(seen, (entry) => trace.push(entry));
  let saved: SavedScratch | undefined;
  const bench = {
    probe,
    medium,
    device,
    loader,
    scratchLoader,
    given,
    powerCycle,
    kill: killBurn && kill,
    pull: askToPull && pull,
  };
  try {
    const rows = await runStages(bench, {
      begin,
      end,
      onCheck: options.onCheck,
      onRow: options.onRow,
      onStage,
    });
    return { rows, trace, given, skipped };
  } finally {
    if (saved) await putBack().catch((error: unknown) => options.note(errorText(error)));
    await line.probe.close().catch((error: unknown) => options.note(errorText(error)));
  }

  async function onStage(rows: readonly Row[]): Promise<void> {
    const open = stageIds.filter((stage) =>
      rows.some((row) => row.stage === stage && row.seen === endedBefore),
    );
    const ended = Object.fromEntries(open.map((stage) => [stage, endedBefore]));
    await options.onStage({ rows, trace, given, skipped: { ...skipped, ...ended } });
  }

  async function begin(stage: StageId): Promise<string | undefined> {
    const why = (await options.begin(stage)) ?? (stage === 'scratch' ? await save() : undefined);
    if (why !== undefined) skipped[stage] = why;
    return why;
  }

  async function save(): Promise<string | undefined> {
    try {
      saved = await saveScratch(line.probe, device);
    } catch (error) {
      // The message names a folder of the user's.
      options.note(errorText(error));
      return error instanceof OtpforgeError ? error.code : 'INTERNAL';
    }
    const { address, length } = scratchArea(device);
    const { wasBlank, recovered, file } = saved;
    given.scratch = { address, length, wasBlank, recovered };
    options.note(
      `main flash ${hex32(address)} to ${hex32(endOf({ address, length }) - 1)} is saved in ${file}`,
    );
    return undefined;
  }

  async function end(stage: StageId): Promise<void> {
    if (stage !== 'scratch' || !given.scratch) return;
    try {
      await putBack();
      given.scratch = { ...given.scratch, restored: true };
    } catch (error) {
      given.scratch = { ...given.scratch, restored: false };
      options.note(errorText(error));
    }
  }

  async function putBack(): Promise<void> {
    const file = saved?.file;
    saved = undefined;
    if (file === undefined) return;
    try {
      await restoreScratch(line.probe, device, file);
    } catch (error) {
      if (!(error instanceof OtpforgeError) || error.code !== 'PROBE_LOST') throw error;
      await line.reconnect();
      await restoreScratch(line.probe, device, file);
    }
  }

  async function powerCycle(): Promise<boolean> {
    const wasOff = await options.powerCycle();
    given.powerCycled = wasOff;
    if (wasOff) await line.reconnect();
    return wasOff;
  }

  async function pull(what: Pulled, step: 'pull' | 'plug'): Promise<boolean> {
    const isDone = (await askToPull?.(what, step)) ?? false;
    given.pulled = [...(given.pulled ?? []), isDone];
    if (step === 'plug') await line.reconnect();
    return isDone;
  }

  async function kill(place: KillPlace, segment: JobSegment): Promise<string> {
    const burn = { bank: scratchBank(device), loader: scratchLoader, segment, place };
    const said = await line.away(async () => (await killBurn?.(burn)) ?? 'nothing');
    given.killed = [...(given.killed ?? []), said];
    return said;
  }
}

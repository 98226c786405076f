import { OtpforgeError } from '../errors/index.js';
import type { Medium, Probe } from '../probe/index.js';
import { recordProbe } from '../probe/trace.js';
import type { TraceEntry } from '../probe/trace-format.js';
import type { AddressRange } from '../range/index.js';
import { endOf } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import type { Given } from './given.js';
import { hideUid, withoutFolders } from './hide-uid.js';
import type { ReviewedBy } from './review.js';
import { type Row, type StageId, stageIds } from './row.js';
import { errorText } from './run-checks.js';
import { endedBefore, runStages } from './run-stages.js';
import { scratchArea } from './scratch-area.js';
import { restoreScratch, type SavedScratch, saveScratch } from './scratch-keeper.js';

export interface LiveOptions extends ReviewedBy {
  readonly medium: Medium;
  readonly open: () => Promise<Probe>;
  readonly serial: string | undefined;
  readonly withUid: boolean;
  /** Asked before each stage; a text is why it is not to run. */
  readonly begin: (stage: StageId) => Promise<string | undefined>;
  /** Asks to take the supply off and on; false when it stayed on. */
  readonly powerCycle: () => Promise<boolean>;
  readonly onRow: (row: Row) => void;
  /** What was found so far, as if the run ended here. */
  readonly onStage: (found: Found) => Promise<void>;
  readonly note: (text: string) => void;
}

/** What a live run has found, for a report. */
export interface Found {
  readonly rows: readonly Row[];
  readonly trace: readonly TraceEntry[];
  readonly given: Given;
  readonly skipped: Partial<Record<StageId, string>>;
}

/** Runs the stages on a board. The scratch sector is put back whatever happens. */
export async function runLive(options: LiveOptions): Promise<Found> {
  const { device, loader, scratchLoader, medium } = options;
  const line = new Line(await options.open(), options.open);
  const given: Given = { ...(options.serial !== undefined && { serial: options.serial }) };
  const trace: TraceEntry[] = [];
  const skipped: Partial<Record<StageId, string>> = {};
  const { uid, uidSize } = device.bank.identity;
  const range: AddressRange = { address: uid, length: uidSize };
  const named = withoutFolders(line.probe);
  const seen = options.withUid ? named : hideUid(named, range);
  const probe = recordProbe(seen, (entry) => trace.push(entry));
  let saved: SavedScratch | undefined;
  const bench = { probe, medium, device, loader, scratchLoader, given, powerCycle };
  try {
    const rows = await runStages(bench, { begin, end, onRow: options.onRow, onStage });
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
}

/** A connection that can be made again; what holds its probe does not notice. */
class Line {
  readonly probe: Probe;
  readonly #open: () => Promise<Probe>;
  #now: Probe;

  constructor(first: Probe, open: () => Promise<Probe>) {
    this.#now = first;
    this.#open = open;
    const current = () => this.#now;
    this.probe = new Proxy(first, {
      get(_, name) {
        const probe = current();
        const value: unknown = Reflect.get(probe, name, probe);
        return typeof value === 'function' ? value.bind(probe) : value;
      },
    });
  }

  async reconnect(): Promise<void> {
    await this.#now.close().catch(() => undefined);
    this.#now = await this.#open();
  }
}

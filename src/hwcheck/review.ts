import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { shortCommit } from '../files/commit.js';
import type { LoaderElf } from '../loader/index.js';
import { replayCalls } from '../probe/replay.js';
import { count } from '../text/plural.js';
import { type HwcheckReport, isSealed, notAReport } from './report.js';
import type { Row } from './row.js';
import { checksVersion, runStages } from './run-stages.js';

export interface ReviewedBy {
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly scratchLoader: LoaderElf;
}

export interface Reviewed {
  readonly rows: readonly Row[];
  /** What the burn of the unit has taken on the board, from the first look at the chip to the count of what was spent. */
  readonly unitSeconds?: number;
}

/**
 * Judges a report again: its trace answers the same checks, and every row must come out the same.
 * Errors: HWCHECK_EDITED, HWCHECK_REPORT for one of another loader or of other checks.
 */
export async function reviewReport(file: string, report: HwcheckReport, by: ReviewedBy): Promise<Reviewed> {
  refuseOther(file, report, by.loader);
  const probe = await replayed(file, async () => replayCalls(file, report.trace));
  const { given, medium, skipped } = report;
  const powerCycle = async () => given.powerCycled === true;
  const said = given.killed?.values();
  const kill = said && (async () => said.next().value ?? 'nothing');
  const answers = given.pulled?.values();
  const pull = answers && (async () => answers.next().value ?? false);
  let before = 0;
  let unitSeconds: number | undefined;
  const rows = await replayed(file, () =>
    runStages(
      { ...by, probe, medium, given, powerCycle, kill, pull },
      {
        begin: async (stage) => skipped[stage],
        end: nothing,
        onCheck: () => {},
        onRow: time,
        onStage: nothing,
      },
    ),
  );
  const at = Math.max(rows.length, report.rows.length);
  for (let index = 0; index < at; index += 1) compareRows(file, report.rows[index], rows[index]);
  if (!probe.isAtEnd) throw edited(file, 'its trace goes on behind the last row');
  const spent = rows.reduce((sum, { otpSpent }) => sum + otpSpent, 0);
  if (spent !== report.otpSpent)
    throw edited(file, `its rows spent ${count(spent, 'byte')} of OTP, it says ${report.otpSpent}`);
  if (!isSealed(report)) throw edited(file, 'its checksum is not that of its contents');
  return { rows, ...(unitSeconds !== undefined && { unitSeconds }) };

  function time({ id, verdict }: Row): void {
    const calls = report.trace.slice(before, probe.position);
    before = probe.position;
    if (id === 'burn.unit' && verdict === 'ok') unitSeconds = secondsOf(calls);
  }
}

// Other checks ask other questions, and another loader answers otherwise: that is nobody's edit.
function refuseOther(file: string, report: HwcheckReport, loader: LoaderElf): void {
  const { checks, otpforge, commit } = report;
  const made = `otpforge ${otpforge}${commit === undefined ? '' : ` (commit ${shortCommit(commit)})`}`;
  const remedy = `Review it with the version that made it: ${made}.`;
  if (checks !== checksVersion) {
    throw notAReport(
      file,
      `it was made by the checks of version ${checks}, this otpforge has version ${checksVersion}`,
      remedy,
    );
  }
  if (report.loader !== loader.sha256) throw notAReport(file, 'it was made with another loader', remedy);
}

function secondsOf(calls: readonly unknown[]): number {
  const ms = calls.map((call) =>
    typeof call === 'object' && call !== null && 'ms' in call && typeof call.ms === 'number' ? call.ms : 0,
  );
  return ms.reduce((sum, each) => sum + each, 0) / 1000;
}

async function nothing(): Promise<void> {}

async function replayed<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OtpforgeError) || error.code !== 'PROBE_REPLAY') throw error;
    throw edited(file, `its trace does not answer the checks: ${error.message}`);
  }
}

function compareRows(file: string, said: Row | undefined, found: Row | undefined): void {
  if (!said || !found)
    throw edited(file, `the row ${(said ?? found)?.id} is in one of report and trace alone`);
  const keys = ['id', 'stage', 'title', 'expected', 'seen', 'verdict', 'otpSpent'] as const;
  const key = keys.find((each) => said[each] !== found[each]);
  if (key === undefined) return;
  throw edited(
    file,
    `row ${said.id}: ${key} is ${JSON.stringify(said[key])}, its trace shows ${JSON.stringify(found[key])}`,
  );
}

function edited(file: string, problem: string): OtpforgeError {
  return new OtpforgeError('HWCHECK_EDITED', {
    message: `${file}: the report does not prove itself: ${problem}`,
    remedy: 'Take the report as hwcheck wrote it, and the version of otpforge that made it.',
    details: { file },
  });
}

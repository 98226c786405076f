import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedStation } from '../../station/open-station.js';
import type { SlotStatus } from '../../station/slot-state.js';
import { note } from '../output.js';
import { type RunOptions, runStation } from './run-station.js';

export interface DemoOptions extends RunOptions {
  readonly yes?: boolean | undefined;
}

/**
 * Runs a station of simulated chips with a tray of twelve boards, some of them bad, and removes all of it at the end. Somebody at
 * a terminal ends it; else it ends by itself when each board has its verdict. Returns 0 for twelve verdicts.
 */
export async function runDemo({ json, page, yes }: DemoOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'otpforge-station-'));
  const before = process.env.OTPFORGE_STATE_DIR;
  // What is done with simulated chips is none of the user's record.
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  try {
    const isWatched = !json && process.stdout.isTTY;
    const { demoBoards, makeDemoLine } = await import('../../station/demo-line.js');
    const { openStation } = await import('../../station/open-station.js');
    const line = await makeDemoLine(
      folder,
      isWatched ? { callMs: 15, dwellMs: 3000 } : { callMs: 0, dwellMs: 0 },
    );
    const journal = join(folder, 'journal-{day}.jsonl');
    let verdicts = 0;
    await runStation(() => openStation({ line, journal, operator: 'DEMO', ...(yes && { yes }) }), {
      ...{ json, page },
      onOpen: (station) =>
        onVerdict(station, () => {
          verdicts += 1;
          if (verdicts < demoBoards) return;
          if (isWatched) note('Each of the twelve boards has its verdict; q ends the demo.');
          else station.stop();
        }),
    });
    return verdicts < demoBoards ? 7 : 0;
  } finally {
    if (before === undefined) delete process.env.OTPFORGE_STATE_DIR;
    else process.env.OTPFORGE_STATE_DIR = before;
    await rm(folder, { recursive: true, force: true });
  }
}

const verdicts: readonly SlotStatus[] = ['pass', 'again', 'reworked', 'fail'];

/** Hears of each board that has its verdict, once. */
function onVerdict(station: OpenedStation, work: () => void): void {
  const seen = new Set<string>();
  station.watch((event) => {
    if (event.type !== 'slot' || !verdicts.includes(event.slot.status)) return;
    const board = `${event.slot.slot} ${event.slot.insertion}`;
    if (seen.has(board)) return;
    seen.add(board);
    work();
  });
}

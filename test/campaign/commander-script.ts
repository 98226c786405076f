import { join } from 'node:path';
import { checkDump } from '../../src/api/check-dump.js';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { CommanderInterpreter } from '../export/commander-interpreter.js';
import type { Random } from '../safety/random.js';
import { type Board, changeCells, newBoard } from './board.js';
import type { ChipCells } from './chip-file.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { scriptFile } from './script-files.js';
import { randomWish } from './wish.js';

/** The scripts for J-Link Commander, each step judged by check-dump, on boards that change between the steps. */
export async function commanderScript(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const { what, image, otp } = scriptFile(order, wish, random);
  const out = join(folder, 'commander');
  try {
    const { steps } = await exportCommanderScripts({ image, device: facts.device, out });
    const first = newBoard(facts, random);
    if (what === 'a used board') changeCells(first, random, new Map());
    let board = first;
    let before = board.cells();
    for (const { script, kind } of steps) {
      const fate = random.below(7);
      if (fate === 0) {
        board = newBoard(facts, random);
        before = board.cells();
      } else if (fate === 1) {
        changeCells(board, random, wish.otp);
        // What was there when the first script looked is none of ours; what came later must be found.
        if (kind === 'check') before = board.cells();
      }
      new CommanderInterpreter(board.chip, out).run(script);
      if (kind === 'firmware') continue;
      const { result } = await checkDump({
        dump: join(out, `${kind}-otp.bin`),
        image,
        device: facts.device,
        ...(kind === 'check' && { id: join(out, 'id.bin') }),
        ...(kind !== 'check' && {
          before: join(out, 'check-otp.bin'),
          job: join(out, `${kind}-job.bin`),
        }),
        ...(kind === 'data' && { withoutLocks: true }),
      });
      if (result === 'to-burn' && kind === 'check') continue;
      if (result !== 'verified') return { isExit0: false, code: `${kind}: ${result} (${what})` };
    }
    return judged(board, before);
  } catch (error) {
    if (error instanceof OtpforgeError) return { isExit0: false, code: `${error.code} (${what})` };
    // What the interpreter itself refuses, as Commander stops with an error.
    if (error instanceof Error) return { isExit0: false, code: `stopped: ${error.message.slice(0, 60)}` };
    throw error;
  }

  function judged(board: Board, before: ChipCells): Outcome {
    const ended = { isExit0: true, code: `verified (${what})` };
    if (!otp) return { ...ended, wrong: `Commander took ${what}` };
    const foreign = whyNotEarned({ chip: facts, before, after: board.cells(), otp, firmware: new Map() });
    return { ...ended, wrong: foreign && `Commander, ${what}: ${foreign}` };
  }
}

import { join } from 'node:path';
import { exportForHost } from '../../src/api/export-host.js';
import type { Random } from '../safety/random.js';
import { changeCells, newBoard, withServer } from './board.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { runProgram } from './run-program.js';
import { scriptFiles } from './script-files.js';
import { randomWish } from './wish.js';

const venv = process.env.OTPFORGE_VENV ?? '';

/** pyOCD itself with our user script, and what people put behind it. */
export async function pyocdScript(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips.filter(({ pyocd }) => pyocd !== undefined));
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const { what, files, otp } = scriptFiles(order, wish, random);
  const board = newBoard(facts, random);
  if (what === 'a used board') changeCells(board, random, new Map());
  const out = join(folder, 'pyocd');
  await exportForHost('pyocd', { out });
  const before = board.cells();
  const ports = { pyocd: 0 };
  const { exitCode, output } = await withServer(
    board,
    ({ pyocd }) =>
      runProgram(
        join(venv, 'bin', 'pyocd'),
        [
          ...['load', '-u', `remote:127.0.0.1:${pyocd}`, '-W', '-t', facts.pyocd ?? ''],
          ...['--script', join(out, 'pyocd_user.py'), ...files],
        ],
        folder,
      ),
    ports,
  );
  const ended = { isExit0: exitCode === 0, code: `exit ${exitCode} (${what})` };
  if (!ended.isExit0) return what === 'peace' ? { ...ended, wrong: `peace ended in ${output}` } : ended;
  if (!otp) return { ...ended, wrong: `pyOCD took ${what}` };
  const wrong = whyNotEarned({ chip: facts, before, after: board.cells(), otp, firmware: wish.firmware });
  return { ...ended, wrong: wrong && `pyOCD, ${what}: ${wrong}` };
}

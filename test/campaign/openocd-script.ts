import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportOpenocdScript } from '../../src/api/export-openocd.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Random } from '../safety/random.js';
import { changeCells, newBoard, withServer } from './board.js';
import { type ChipFacts, chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { runProgram } from './run-program.js';
import { scriptFile } from './script-files.js';
import { randomWish } from './wish.js';

const targets = { stm32f4: 'stm32f4x', stm32l4: 'stm32l4x' } as const;

/** Real OpenOCD with our Tcl, on a board that is not the one it was made for, was used, or has changed files beside it. */
export async function openocdScript(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const { what, image, otp } = scriptFile(order, wish, random);
  const out = join(folder, 'openocd');
  try {
    await exportOpenocdScript({ image, device: facts.device, out });
  } catch (error) {
    if (error instanceof OtpforgeError) return { isExit0: false, code: `${error.code} (${what})` };
    throw error;
  }
  const loaded = readdirSync(out).filter((name) => name.endsWith('.bin'));
  const isSpoilt = loaded.length > 0 && random.chance(0.3);
  if (isSpoilt) appendFileSync(join(out, random.of(loaded)), 'x');
  const board = newBoard(random.chance(0.8) ? facts : otherChip(facts, random), random);
  if (what === 'a used board') changeCells(board, random, new Map());
  const before = board.cells();
  const ports = { openocd: 0 };
  const { exitCode, output } = await withServer(
    board,
    ({ openocd }) =>
      runProgram('openocd', commandLine(board.facts, openocd ?? 0, join(out, 'otp.tcl')), folder),
    ports,
  );
  const isPeace = what === 'peace' && !isSpoilt && board.facts === facts;
  const ended = { isExit0: exitCode === 0, code: `exit ${exitCode} (${what})` };
  if (!ended.isExit0) return isPeace ? { ...ended, wrong: `peace ended in ${output}` } : ended;
  if (!otp || board.facts.controller !== facts.controller) return { ...ended, wrong: `OpenOCD took ${what}` };
  const wrong = whyNotEarned({
    chip: board.facts,
    before,
    after: board.cells(),
    otp,
    firmware: wish.firmware,
  });
  return { ...ended, wrong: wrong && `OpenOCD, ${what}: ${wrong}` };
}

function otherChip({ controller }: ChipFacts, random: Random): ChipFacts {
  return random.of(chips.filter((chip) => chip.controller !== controller));
}

function commandLine({ controller }: ChipFacts, port: number, script: string): readonly string[] {
  // Its work area holds Cortex-M3 code, and the simulated core is an ARMv6-M.
  const set = [
    'gdb_port disabled; tcl_port disabled; telnet_port disabled; set WORKAREASIZE 0',
    `adapter driver remote_bitbang; remote_bitbang host localhost; remote_bitbang port ${port}`,
  ];
  return [
    '-c',
    set.join('; '),
    '-f',
    `target/${targets[controller]}.cfg`,
    '-f',
    script,
    '-c',
    'init; otpforge_burn; shutdown',
  ];
}

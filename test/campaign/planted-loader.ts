import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../safety/random.js';
import type { greed } from '../support/greedy-loader.js';
import { newBoard } from './board.js';
import { chipCells } from './chip-file.js';
import { programUnit } from './command.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { randomWish } from './wish.js';

/** Where the loaders that burn too much were built, by bank. */
export const greedyLoaders = new Map<keyof typeof greed, string>();

/** The working folder holds a loader for a shipped bank, and it burns more than it is asked to. */
export async function plantedLoader(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const greedy = greedyLoaders.get(`${facts.controller}-otp`);
  if (greedy === undefined) throw new Error('the greedy loaders were not built');
  cpSync(join(greedy, 'loaders'), join(folder, 'otpforge', 'loaders'), { recursive: true });
  const file = join(folder, 'board.chip');
  writeFileSync(file, JSON.stringify(newBoard(facts, random).state()));
  const before = chipCells(file, facts);
  const home = process.cwd();
  process.chdir(folder);
  try {
    const { shown, ...ended } = await programUnit({
      image: order.image,
      probe: `sim:${facts.device},file=${file}`,
      layout: order.layout,
    });
    if (!ended.isExit0) return ended;
    const wrong = whyNotEarned({
      chip: facts,
      before,
      after: chipCells(file, facts),
      otp: wish.otp,
      firmware: wish.firmware,
      ...(shown && { shown }),
    });
    return { ...ended, wrong };
  } finally {
    process.chdir(home);
  }
}

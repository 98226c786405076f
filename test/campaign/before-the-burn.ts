import { join } from 'node:path';
import type { Random } from '../safety/random.js';
import { changeCells, newBoard, swapBoard, withServer } from './board.js';
import { programUnit } from './command.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { randomWish } from './wish.js';

/**
 * A board that is swapped, or whose cells somebody changes, while the plan is being read ("change") or while it is being
 * burnt ("meanwhile"); with nothing of it, a burn that must succeed.
 */
export async function beforeTheBurn(
  random: Random,
  folder: string,
  what: 'nothing' | 'swap' | 'change' | 'meanwhile',
): Promise<Outcome> {
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const board = newBoard(facts, random);
  if (random.chance(0.5)) changeCells(board, random, lockedApart(wish.otp, facts));
  const before = board.cells();
  const hasLayout = random.chance(0.7);
  const disturb = () => {
    if (what === 'swap') swapBoard(board, random);
    if (what === 'change') changeCells(board, random, wish.otp);
  };
  if (what === 'meanwhile') {
    const moment = { operation: 1 + random.below(wish.otp.size / facts.writeUnit), progress: random.share() };
    board.chip.bench.at(moment, () => changeCells(board, random, wish.otp));
  }
  const { shown, ...ended } = await withServer(board, ({ gdb }) =>
    programUnit({
      image: order.image,
      probe: `gdb:127.0.0.1:${gdb}`,
      device: facts.device,
      journal: join(folder, 'journal.jsonl'),
      ...(hasLayout && { layout: order.layout }),
      atPrompt: disturb,
    }),
  );
  if (!ended.isExit0) return what === 'nothing' ? { ...ended, wrong: `peace ended in ${ended.code}` } : ended;
  const wrong = whyNotEarned({
    chip: facts,
    before,
    after: board.cells(),
    otp: wish.otp,
    firmware: wish.firmware,
    ...(shown && { shown }),
    ...(hasLayout && { values: { serial: wish.values.serial, mac: wish.values.mac } }),
  });
  return { ...ended, wrong };
}

// A board that was used before, outside what the wish needs: no byte of a block that it writes, and no lock over it.
function lockedApart(otp: ReadonlyMap<number, number>, { otpBase, locks }: (typeof chips)[number]) {
  if (!locks) return otp;
  const taken = new Map(otp);
  for (const address of otp.keys()) {
    const block = Math.floor((address - otpBase) / locks.blockSize);
    taken.set(otpBase + locks.offset + block, 0);
  }
  return taken;
}

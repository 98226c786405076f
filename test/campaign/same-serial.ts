import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../safety/random.js';
import { newBoard } from './board.js';
import { programUnit } from './command.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { placeOrder } from './order.js';
import { randomWish } from './wish.js';

/** One serial number for two dies, with the same or another firmware and revision; the second one must not pass. */
export async function sameSerial(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips);
  const serial = 1 + random.below(999_999);
  const journal = join(folder, 'journal.jsonl');
  const passed: string[] = [];
  let last: Outcome = { isExit0: false, code: 'none' };
  const first = randomWish(facts, random, serial);
  const wishes = [first, random.chance(0.5) ? first : randomWish(facts, random, serial)];
  for (const [index, wish] of wishes.entries()) {
    const order = await placeOrder(wish, join(folder, String(index)));
    const file = join(folder, `${index}.chip`);
    const board = newBoard(facts, random);
    writeFileSync(file, JSON.stringify(board.state()));
    const probe = `sim:${facts.device},file=${file}`;
    last = await programUnit({ image: order.image, probe, layout: order.layout, journal });
    if (last.isExit0) passed.push(board.cells().uid);
  }
  if (passed.length === 0) return { ...last, wrong: `the first die ended in ${last.code}` };
  if (passed.length < 2) return last;
  return { ...last, wrong: `serial ${first.values.serial} was issued to ${passed.join(' and ')}` };
}

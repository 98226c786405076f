import type { OtpBank } from '../../../src/bank/index.js';
import { randomLayout, randomUnit } from './layout.js';
import type { Merge } from './outcome.js';
import { type Random, randomFrom } from './random.js';

export interface Case {
  readonly bank: OtpBank;
  readonly text: string;
  readonly merges: readonly Merge[];
}

/** The layout and the merges that a seed stands for. */
export function caseOf(seed: number, banks: readonly OtpBank[]): Case {
  const random = randomFrom(seed);
  const bank = random.pick(banks);
  const layout = randomLayout(random, bank);
  const text = JSON.stringify(layout);
  const stages = text.includes('"when"') ? [['factory'], ['test'], ['factory', 'test']] : [];
  const merges = Array.from({ length: layout.records ? 1 + random.below(3) : 1 }, (): Merge => {
    return {
      values: randomUnit(random, layout),
      ...(stages.length > 0 && { stages: random.pick(stages) }),
      ...(layout.records && random.chance(0.1) && { slot: 1 + random.below(4) }),
      ...(random.chance(0.3) && { spoilt: spoiltByte(random, bank) }),
    };
  });
  return { bank, text, merges };
}

function spoiltByte(random: Random, { otp }: OtpBank): readonly [number, number] {
  return [otp.base + otp.data.offset + random.below(48), random.below(256)];
}

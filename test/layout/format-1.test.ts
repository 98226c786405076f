import { beforeAll, describe, expect, it } from 'vitest';
import { caseOf } from './format-1/case.js';
import { type GoldenBanks, goldenBanks, hashOf, keptLayouts, keptSeeds } from './format-1/golden.js';
import { outcomeOf } from './format-1/outcome.js';

let banks: GoldenBanks;
beforeAll(async () => {
  banks = await goldenBanks();
});

describe('a layout of format 1 means what it meant before format 2', () => {
  it('if it is one of 1,000 random ones', () => {
    const kept = keptSeeds();
    expect(kept.size).toBe(1000);
    const changed = [...kept].flatMap(([seed, hash]) => {
      const { text, bank, merges } = caseOf(seed, banks.random);
      return hashOf(outcomeOf(text, bank, merges)) === hash ? [] : { seed, bank: bank.name, text, merges };
    });
    expect(changed).toEqual([]);
  });

  it('and so it does in format 2', () => {
    for (const [seed, hash] of [...keptSeeds()].slice(0, 100)) {
      const { text, bank, merges } = caseOf(seed, banks.random);
      const newer = text.replace('otpforge.layout/1', 'otpforge.layout/2');
      expect(hashOf(outcomeOf(newer, bank, merges)), newer).toBe(hash);
    }
  });

  it('if this repository has it', () => {
    for (const { source, text, bank, merges, outcome, hash } of keptLayouts()) {
      const found = JSON.parse(JSON.stringify(outcomeOf(text, banks.named(bank), merges)));
      if (outcome !== undefined) expect(found, source).toEqual(outcome);
      else expect(hashOf(found), `${source}: ${text} with ${JSON.stringify(merges)}`).toBe(hash);
    }
  });
});

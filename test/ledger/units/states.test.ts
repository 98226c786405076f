import { describe, expect, it } from 'vitest';
import { allows, type StageState, type Step } from '../../../src/ledger/units/states.js';

const states = [
  ...(['reserved', 'burning', 'verified', 'failed', 'exported', 'bound', 'reported'] as const),
  ...(['released', 'scrapped'] as const),
];
const steps: readonly Step[] = [
  ...(['reserve', 'export', 'adopt', 'claim', 'rewrite', 'finish', 'change'] as const),
  ...(['accept', 'bind', 'report', 'release', 'scrap'] as const),
];

describe('the states of a stage', () => {
  it('change in these ways, and in no other', () => {
    const all = steps.flatMap((step) =>
      (['none', ...states] as const).flatMap((from) =>
        states.filter((to) => allows(step, from, to)).map((to) => `${step}: ${from} > ${to}`),
      ),
    );
    expect(all).toMatchInlineSnapshot(`
      [
        "reserve: none > reserved",
        "export: none > exported",
        "adopt: none > bound",
        "claim: reserved > burning",
        "claim: burning > burning",
        "claim: failed > burning",
        "claim: bound > burning",
        "claim: reported > burning",
        "rewrite: verified > burning",
        "rewrite: bound > burning",
        "rewrite: reported > burning",
        "finish: burning > verified",
        "finish: burning > failed",
        "change: verified > failed",
        "accept: failed > verified",
        "bind: exported > bound",
        "report: exported > reported",
        "release: reserved > released",
        "scrap: reserved > scrapped",
        "scrap: burning > scrapped",
        "scrap: verified > scrapped",
        "scrap: failed > scrapped",
        "scrap: exported > scrapped",
        "scrap: bound > scrapped",
        "scrap: reported > scrapped",
      ]
    `);
  });

  it('end at released and scrapped', () => {
    for (const from of ['released', 'scrapped'] as const) {
      const ways = steps.flatMap((step) => states.filter((to: StageState) => allows(step, from, to)));
      expect(ways, from).toEqual([]);
    }
  });
});

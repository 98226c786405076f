// Hostile surroundings, random jobs, and a judge that trusts no report: `npm run torture -- --campaign`. Not part of the suite.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../safety/random.js';
import { buildGreedyLoader, type greed } from '../support/greedy-loader.js';
import { hostilities, type Outcome } from './hostilities.js';
import { greedyLoaders } from './planted-loader.js';

const runs = Number(process.env.OTPFORGE_CAMPAIGN_RUNS ?? 2000);
const seed = Number(process.env.OTPFORGE_TORTURE_SEED ?? Math.floor(Math.random() * 1e9));
const only = process.env.OTPFORGE_CAMPAIGN_KIND;
/** Each of these starts somebody else's program, or interprets its script: a twentieth of all runs. */
const scripts = ['pyocd', 'openocd', 'commander'];

const folder = mkdtempSync(join(tmpdir(), 'otpforge-campaign-'));

beforeAll(async () => {
  for (const bank of ['stm32f4-otp', 'stm32l4-otp'] satisfies (keyof typeof greed)[]) {
    const out = join(folder, bank);
    await buildGreedyLoader(bank, out);
    greedyLoaders.set(bank, out);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${runs} jobs in hostile surroundings`, async () => {
  console.log(`first seed ${seed}`);
  const table = new Map<string, Outcome[]>();
  const wrong: string[] = [];
  for (let run = 0; run < runs && wrong.length < 20; run += 1) {
    const kind = kindOf(run);
    const outcome = await oneRun(kind, seed + run);
    table.set(kind, [...(table.get(kind) ?? []), outcome]);
    if (outcome.wrong !== undefined) {
      wrong.push(`--kind ${kind} --runs 1 --seed ${seed + run}: ${outcome.wrong}`);
      console.log(`WRONG ${wrong.at(-1)}`);
    }
    if (run % 200 === 199) console.log(render(table));
  }
  console.log(render(table));
  expect(wrong).toEqual([]);
});

async function oneRun(kind: string, runSeed: number): Promise<Outcome> {
  const hostility = hostilities[kind];
  if (!hostility)
    throw new Error(`there is no kind ${kind}; known are ${Object.keys(hostilities).join(', ')}`);
  const own = mkdtempSync(join(folder, 'run-'));
  try {
    return await hostility(new Random(runSeed), own);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The scripts every twentieth run each, the other kinds in turn. */
function kindOf(run: number): string {
  if (only !== undefined) return only;
  const script = scripts[run % 20];
  if (script !== undefined) return script;
  const others = Object.keys(hostilities).filter((kind) => !scripts.includes(kind));
  return others[run % others.length] ?? 'peace';
}

/** How many runs of each kind ended in exit 0, and what the others ended in. */
function render(table: ReadonlyMap<string, readonly Outcome[]>): string {
  return [...table]
    .map(([kind, outcomes]) => {
      const earned = outcomes.filter(({ isExit0, wrong }) => isExit0 && wrong === undefined).length;
      const wrong = outcomes.filter((outcome) => outcome.wrong !== undefined).length;
      const codes = new Map<string, number>();
      for (const { isExit0, code } of outcomes) if (!isExit0) codes.set(code, (codes.get(code) ?? 0) + 1);
      const refused = [...codes].toSorted((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`);
      return `${kind.padEnd(10)} ${outcomes.length} runs, ${earned} earned exit 0, ${wrong} wrong; ${refused.join(', ')}`;
    })
    .join('\n');
}

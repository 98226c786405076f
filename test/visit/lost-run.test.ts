import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { accept } from '../../src/ledger/units/accept.js';
import { unitByNumber } from '../../src/ledger/units/find.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { type Bench, type Kind, lineOf, openBench } from './bench.js';

let folder = '';
let bench: Bench;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-visit-'));
  vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
});
afterEach(async () => {
  await bench.tables.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const stageOf = async () => (await bench.tables.in((tx) => unitByNumber(tx, 1)))?.stages[0];
const chip = () => readFileSync(join(folder, 'a.chip'), 'utf8');

/** A visit that burns all, and then loses ledger and journal, as a bench does whose disk is gone. */
async function loseRun(kind: Kind): Promise<void> {
  bench = await openBench(folder, kind, lineOf(kind).replace('firmware: fw.hex\n', ''));
  const ledger: VisitLedger = {
    ...bench.ledger,
    transaction: async (work) => {
      if (bench.tables.events.some(({ kind: event }) => event === 'claim'))
        throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      return bench.ledger.transaction(work);
    },
  };
  const lost = bench.present('a.chip', { ledger, retryPauseMs: 1 });
  await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
  for (const name of readdirSync(folder).filter((each) => each.startsWith('journal')))
    rmSync(join(folder, name));
  expect((await stageOf())?.state).toBe('burning');
}

describe('a die whose burn nobody saw end', () => {
  it('is failed without a spare slot, until somebody accepts it as it reads', async () => {
    await loseRun('L4');
    const before = chip();
    const visit = await bench.present('a.chip');
    expect(visit).toMatchObject({ result: 'refused', refusals: [{ code: 'SUSPECT' }] });
    expect(chip()).toBe(before);
    const stage = await stageOf();
    expect(stage?.state).toBe('failed');
    const { version = 0 } = stage ?? {};
    await bench.tables.in((tx) =>
      accept(tx, { unit: 1, generation: 1, stage: '', version, reason: 'measured' }),
    );
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
  });

  it('stays as it is where something else forbids the burn', async () => {
    await loseRun('L4');
    const visit = await bench.present('a.chip', { fault: 'vdd=1000' });
    expect(visit.result).toBe('refused');
    expect((await stageOf())?.state).toBe('burning');
  });

  it('gets the same values in the next slot of a record', async () => {
    await loseRun('L4 with records');
    const before = chip();
    const visit = await bench.present('a.chip');
    expect(visit).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(chip()).not.toBe(before);
    expect('report' in visit && visit.report.unitsBurnt).toBeGreaterThan(0);
  });

  it('gets the same bytes once more where they may be written again', async () => {
    await loseRun('F4');
    const visit = await bench.present('a.chip');
    expect(visit).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect('report' in visit && visit.report.unitsBurnt).toBeGreaterThan(0);
  });
});

import { readdirSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { finish } from '../../src/ledger/index.js';
import { accept } from '../../src/ledger/units/accept.js';
import { unitByNumber } from '../../src/ledger/units/find.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { type Bench, ledgerOf } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const bench = useBenchFolder();
const layout = `format: otpforge.layout/2
bank: stm32f4-otp
lock: [0]
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true, when: board }
  lot: { offset: 0x10, type: ascii, length: 8, when: case }
`;
const values = `  serial: { sequence: "SN-{n:05}" }
  lot: { scan: "L[0-9]{7}" }
`;
const inCase = (at: Bench, more: Parameters<Bench['present']>[1] = {}) =>
  at.present('a.chip', { stage: 'case', scans: new Map([['lot', 'L0000042']]), ...more });
const second = (at: Bench) => ({
  ledger: ledgerOf(at.tables, 'bench 2'),
  journal: `${bench.folder}/second.jsonl`,
});

/** A first run at the first stage whose end nobody knows: not the ledger, and with the journal gone not the bench. */
async function loseRun({ keepsJournal = false } = {}): Promise<Bench> {
  const at = await bench.open('F4', layout, values);
  const ledger: VisitLedger = {
    ...at.ledger,
    transaction: async (work) => {
      if (at.tables.events.some(({ kind }) => kind === 'claim'))
        throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      return at.ledger.transaction(work);
    },
  };
  const lost = at.present('a.chip', { stage: 'board', ledger, retryPauseMs: 1 });
  await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
  if (!keepsJournal)
    for (const name of readdirSync(bench.folder).filter((each) => each.startsWith('journal')))
      rmSync(`${bench.folder}/${name}`);
  return at;
}

it('a run whose bytes another one verified leaves nothing in doubt at the next stage', async () => {
  const at = await loseRun();
  expect(await at.present('a.chip', { stage: 'board' })).toMatchObject({ result: 'verified' });
  expect(await inCase(at)).toMatchObject({ result: 'verified', report: { locksSet: 1 } });
});

it('a run that was interrupted leaves nothing in doubt at its own bench where another one verified its bytes', async () => {
  const at = await bench.open('F4', layout, values);
  const cut = at.present('a.chip', { stage: 'board', fault: 'power@12:0.5' });
  await expect(cut).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
  expect(await at.present('a.chip', { stage: 'board', ...second(at) })).toMatchObject({ result: 'verified' });
  expect(await inCase(at)).toMatchObject({ result: 'verified', report: { locksSet: 1 } });
});

it('a unit that somebody accepted as it reads goes on at the next stage', async () => {
  const at = await loseRun();
  await at.tables.in(async (tx) => {
    const stage = (await unitByNumber(tx, 1))?.stages[0];
    const key = { unit: 1, generation: 1, stage: 'board', version: (stage?.version ?? 0) + 1 };
    await finish(tx, { run: stage?.run ?? '', result: 'failed', readBack: false });
    await accept(tx, { ...key, reason: 'measured' });
  });
  expect(await inCase(at, second(at))).toMatchObject({ result: 'verified', report: { locksSet: 1 } });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { textIn } from '../ledger/tables-support.js';
import { kinds, ledgerOf } from './bench.js';
import { program, useVisits } from './in-folder.js';

const visits = useVisits();

describe('programs of after', () => {
  it('run in their order, between the read-back and the record, and know the die', async () => {
    const say = (text: string) =>
      program(
        `fs.appendFileSync('said', ['${text}', env.OTPFORGE_UID, env.OTPFORGE_SERIAL].join(' ') + ';')`,
      );
    const bench = await visits.open('L4', `after:\n${say('one')}${say('two')}`);
    const wasSaid: boolean[] = [];
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: (work) => {
        wasSaid.push(existsSync(visits.path('said')));
        return bench.ledger.transaction(work);
      },
    };
    const { result, uid, unit } = await bench.present('a.chip', { ledger });
    expect(result).toBe('verified');
    const die = `${uid} ${textIn(unit)}`;
    expect(readFileSync(visits.path('said'), 'utf8')).toBe(`one ${die};two ${die};`);
    expect(wasSaid.filter((said) => said)).toEqual([true]);
    await bench.present('a.chip');
    expect(readFileSync(visits.path('said'), 'utf8')).toBe(`one ${die};two ${die};`);
  });

  it('fail the unit where one fails, and run again with the next presentation', async () => {
    const bench = await visits.open(
      'L4',
      `after:\n${program("process.exit(fs.existsSync('good') ? 0 : 3)")}${program("fs.writeFileSync('second', '')")}`,
    );
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'AFTER_FAILED',
      exitCode: 6,
      message: expect.stringMatching(/after\.0 .*exit code 3/),
    });
    expect(existsSync(visits.path('second'))).toBe(false);
    const [failed] = (await visits.unitOf('a.chip', 'L4'))?.stages ?? [];
    expect(failed).toMatchObject({ state: 'failed', burntOnRecord: true });
    const burnt = readFileSync(visits.path('a.chip'));
    writeFileSync(visits.path('good'), '');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(readFileSync(visits.path('a.chip'))).toEqual(burnt);
  });

  it.each(kinds)(
    'that fail leave a unit of %s that another bench finishes, without burning it again',
    async (kind) => {
      const bench = await visits.open(
        kind,
        `after:\n${program("process.exit(fs.existsSync('good') ? 0 : 3)")}`,
      );
      await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'AFTER_FAILED' });
      const burnt = readFileSync(visits.path('a.chip'));
      writeFileSync(visits.path('good'), '');
      const second = await bench.present('a.chip', {
        ledger: ledgerOf(bench.tables, 'bench 2'),
        journal: visits.path('second.jsonl'),
      });
      expect(second).toMatchObject({ result: 'verified', unit: { unit: 1 }, report: { unitsBurnt: 0 } });
      expect(readFileSync(visits.path('a.chip'))).toEqual(burnt);
    },
  );

  it('are ended at their deadline', async () => {
    const bench = await visits.open('L4', `after:\n${program('setInterval(() => {}, 1000)', 0.2)}`);
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'AFTER_FAILED',
      message: expect.stringContaining('ended after 0.2 s'),
    });
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
  });

  it('end when somebody stops the visit, and the unit goes on with the next one', async () => {
    const bench = await visits.open(
      'L4',
      `after:\n${program("if (!fs.existsSync('begun')) { fs.writeFileSync('begun', ''); setInterval(() => {}, 1000); }")}`,
    );
    const stop = new AbortController();
    const visit = bench.present('a.chip', { signal: stop.signal });
    const ended = expect(visit).rejects.toMatchObject({ code: 'BURN_STOPPED', exitCode: 7 });
    await expect.poll(() => existsSync(visits.path('begun')), { timeout: 60_000 }).toBe(true);
    stop.abort();
    await ended;
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('are not taken as done for what the journal says of the burn', async () => {
    const bench = await visits.open('L4', `after:\n${program("process.exit(fs.existsSync('bad') ? 1 : 0)")}`);
    const isClaimed = () => bench.tables.events.some(({ kind }) => kind === 'claim');
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (isClaimed()) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
        return bench.ledger.transaction(work);
      },
    };
    const lost = bench.present('a.chip', { ledger, retryPauseMs: 1 });
    await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    writeFileSync(visits.path('bad'), '');
    await bench.present('b.chip').catch(() => undefined);
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('burning');
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'AFTER_FAILED' });
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
  });
});

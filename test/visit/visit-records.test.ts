import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { openUnits } from '../../src/ledger/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import type { Bench } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();

/** The visits in the ledger, in the order in which they began. */
async function recordsOf(bench: Bench) {
  const rows = await bench.tables.in((tx) => tx.all('SELECT * FROM visit ORDER BY ended'));
  return rows.map(({ result, codes, unit, stage, slot, operator, station, began, ended, claim }) => ({
    ...{ result, unit, stage, slot, operator, station },
    codes: JSON.parse(String(codes)),
    isClaim: claim !== null,
    isInOrder: typeof began === 'string' && typeof ended === 'string' && began <= ended,
  }));
}

const common = { station: 'bench 1', slot: '3', operator: 'AB', isInOrder: true } as const;
const by = { slot: '3', operator: 'AB' } as const;

/** The ledger of a bench that takes no record of a visit. */
function withoutRecords({ ledger }: Bench): VisitLedger {
  return {
    ...ledger,
    transaction: (work) =>
      ledger.transaction((tx) =>
        work({
          ...tx,
          run: (sql, ...params) => {
            if (/(INSERT INTO|UPDATE) visit\b/.test(sql) && sql.includes('ended'))
              throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
            return tx.run(sql, ...params);
          },
        }),
      ),
  };
}

describe('the record of a visit', () => {
  it('that is refused before a value was given out has no unit', async () => {
    const bench = await visits.open('L4');
    await bench.blank('a.chip');
    const refused = await bench.present('a.chip', { ...by, fault: 'dev-id=0x413' });
    expect(refused.result).toBe('refused');
    await expect(bench.present('a.chip', { ...by, fault: 'rdp=1' })).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
    });
    const none = { ...common, result: 'refused', unit: null, stage: '', isClaim: false };
    expect(await recordsOf(bench)).toEqual([
      { ...none, codes: ['DEV_ID'] },
      { ...none, codes: ['UNIT_UNREADABLE'] },
    ]);
    expect(await bench.tables.in(openUnits)).toEqual([]);
    expect(bench.tables.events.map(({ kind, details }) => [kind, details.result])).toEqual([
      ['visit', 'refused'],
      ['visit', 'refused'],
    ]);
    expect(bench.tables.events[1]?.details.uid).toBe((await visits.chipIn('a.chip', 'L4')).toState().uid);
  });

  it('that was declined, burnt, read again or reworked is one row each', async () => {
    const bench = await visits.open('L4');
    const declined = bench.present('a.chip', { ...by, confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    await bench.present('a.chip', by);
    await bench.present('a.chip', by);
    expect(await bench.present('a.chip', { ...by, rework: true })).toMatchObject({ result: 'reworked' });
    const one = { ...common, unit: 1, stage: '', codes: [], isClaim: false };
    expect(await recordsOf(bench)).toEqual(
      expect.arrayContaining([
        { ...one, result: 'declined', codes: ['DECLINED'] },
        { ...one, result: 'verified', isClaim: true },
        { ...one, result: 'again' },
        { ...one, result: 'reworked' },
      ]),
    );
    expect(await recordsOf(bench)).toHaveLength(4);
  });

  it('that the ledger does not take is needed where nothing else counts the die', async () => {
    const bench = await visits.open('L4');
    await bench.present('a.chip');
    const ledger = withoutRecords(bench);
    for (const rework of [false, true])
      await expect(bench.present('a.chip', { ledger, rework, retryPauseMs: 1 })).rejects.toMatchObject({
        code: 'NOT_RECORDED',
        exitCode: 7,
      });
  });

  it('that the ledger does not take leaves refused what is refused', async () => {
    const bench = await visits.open('L4');
    await bench.blank('a.chip');
    const notes: string[] = [];
    const note = (text: string) => notes.push(text);
    const refused = bench.present('a.chip', { ledger: withoutRecords(bench), fault: 'rdp=1', note });
    await expect(refused).rejects.toMatchObject({ code: 'UNIT_UNREADABLE', exitCode: 5 });
    expect(notes.join('\n')).toContain('this visit is not in the ledger: the ledger is gone');
    expect(await recordsOf(bench)).toEqual([]);
  });

  it('is not made where the probe answers nobody', async () => {
    const bench = await visits.open('L4');
    await bench.blank('a.chip');
    const chip = readFileSync(visits.path('a.chip'));
    await expect(bench.present('a.chip', { fault: 'lost@3' })).rejects.toMatchObject({ code: 'PROBE_LOST' });
    expect(await recordsOf(bench)).toEqual([]);
    expect(readFileSync(visits.path('a.chip'))).toEqual(chip);
  });
});

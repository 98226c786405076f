import { describe, expect, it } from 'vitest';
import type { VisitDocument } from '../../src/api/unit-document.js';
import { openUnits } from '../../src/ledger/index.js';
import { openUnit } from '../../src/station/open-unit.js';
import type { VisitEnd } from '../../src/station/slot-board.js';
import { StationEnd, type StationEndParts } from '../../src/station/station-end.js';
import { useVisits } from '../visit/in-folder.js';

const visits = useVisits();

const verified: VisitDocument = {
  ...{ format: 'otpforge.visit/1', result: 'verified', medium: 'simulated', product: 'controller-c' },
  ...{ unit: 1, generation: 1, stage: '', uid: 'AA', values: [], refusals: [] },
};
const pass: VisitEnd = {
  ...{ slot: '1', insertion: 1, isShown: true, exitCode: 0, document: verified },
  shown: { status: 'pass', unit: 1 },
};
const failed: VisitEnd = {
  ...{ slot: '2', insertion: 1, isShown: true, exitCode: 5 },
  shown: { status: 'fail', code: 'DECLINED' },
};

/** The end of a station whose ledger has a verified unit that was shown. */
async function stationEnd(more: Partial<StationEndParts> = {}) {
  const bench = await visits.open('L4');
  await bench.present('a.chip');
  const stop = new AbortController();
  let troubles = 0;
  const end = new StationEnd({
    visits: {
      station: 'another',
      transaction: async (work) => {
        if (troubles > 0) {
          troubles -= 1;
          throw new Error('the ledger is gone');
        }
        return bench.ledger.transaction(work);
      },
    },
    ...{ once: false, changed: () => {}, signal: stop.signal, pauseMs: 1 },
    openUnits: async () => (await bench.tables.in(openUnits)).map((unit) => openUnit(unit, undefined)),
    ...more,
  });
  const trouble = (times: number) => {
    troubles = times;
  };
  return { end, stop, trouble, open: () => bench.tables.in(openUnits) };
}

describe('the end of a station', () => {
  it('is 0 where its units are recorded and shown', async () => {
    const { end, open } = await stationEnd();
    end.add(pass);
    expect([await end.exitCode(), await open()]).toEqual([0, []]);
  });

  it('puts a unit on the list again whose board left before its PASS was shown', async () => {
    const { end, open, trouble } = await stationEnd();
    trouble(7);
    end.add({ ...pass, isShown: false });
    expect(await end.exitCode()).toBe(7);
    expect(await open()).toMatchObject([{ unit: 1, stages: [{ state: 'verified', shown: false }] }]);
  });

  it('is 7 where the ledger did not take that before it was stopped', async () => {
    const { end, stop, trouble, open } = await stationEnd();
    trouble(Number.POSITIVE_INFINITY);
    end.add({ ...pass, isShown: false });
    stop.abort();
    expect([await end.exitCode(), await open()]).toEqual([7, []]);
  });

  it('is 7 where nobody knows which units are open', async () => {
    const { end } = await stationEnd({ openUnits: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await end.exitCode()).toBe(7);
  });
});

describe('the end of a station for one board', () => {
  it.each([
    ['7 without a visit', [], 7],
    ['0 for a unit that was shown', [pass], 0],
    ['7 for one whose board had left', [{ ...pass, isShown: false }], 7],
    ['that of the bad one where two began together', [pass, failed], 5],
    ['that of the bad one in the other order', [failed, pass], 5],
  ] as const)('is %s', async (_, ends, code) => {
    const { end } = await stationEnd({ once: true });
    for (const each of ends) end.add(each);
    expect(await end.exitCode()).toBe(code);
  });
});

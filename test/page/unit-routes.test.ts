import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLine } from '../../src/api/open-line.js';
import type { PageDeps } from '../../src/page/page-deps.js';
import { ledgerInFolder, serialText } from '../api/ledger-bench.js';
import { die } from '../ledger/tables-support.js';
import { type Bench, codeOf, FakeStation, newRequest, pageBench } from './page-bench.js';

const ledger = ledgerInFolder();
const supervisor = { authorization: 'Bearer sv' };

/** Of the values that these units have. */
const smallLayout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
`;

/** A page over the ledger of a folder. */
async function onPage(work: (bench: Bench) => Promise<void>, more: Partial<PageDeps> = {}): Promise<void> {
  const opened = await openLine(ledger.file(), { ledgerKey: ledger.ledgerKey() });
  try {
    await work(pageBench({ ...opened, ...more }));
  } finally {
    await opened.ledger.close();
  }
}

describe('GET /api/units', () => {
  it('shows open units, or those that are named', async () => {
    await ledger.verify(1, 2);
    await ledger.reserve(3);
    await onPage(async ({ get }) => {
      const unitsOf = async (path: string) => {
        const { format, units } = (await (await get(path)).json()) as {
          format: string;
          units: { unit: number }[];
        };
        expect(format).toBe('otpforge.ledger-show/1');
        return units.map(({ unit }) => unit);
      };
      expect(await unitsOf('/api/units')).toEqual([3]);
      expect(await unitsOf('/api/units?named=WO-1')).toEqual([1, 2, 3]);
      expect(await codeOf(await get('/api/units?named=WO-2'))).toBe('404 UNIT_UNKNOWN');
    });
  });
});

describe('an order of many units', () => {
  it('is read as far as somebody looks at it, so that slots can go on', async () => {
    await ledger.reserve(...Array.from({ length: 103 }, (_, index) => index + 1));
    await onPage(async ({ get }) => {
      for (const path of ['/api/units', '/api/units?named=WO-1']) {
        const { units } = (await (await get(path)).json()) as { units: { unit: number }[] };
        expect(units.map(({ unit }) => unit)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      }
      const { error } = (await (await get('/api/units/WO-1')).json()) as { error: { message: string } };
      expect(error.message).toBe('WO-1 is of more than 10 units (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)');
    });
  });
});

describe('GET /api/units/:id', () => {
  it('shows a unit by its serial and by its UID, with all that happened to it', async () => {
    await ledger.verify(1, 2);
    await onPage(async ({ get }) => {
      for (const id of [serialText(2), die(2).uid, die(2).uid.toLowerCase(), '2']) {
        expect(await (await get(`/api/units/${encodeURIComponent(id)}`)).json()).toMatchObject({
          format: 'otpforge.page-unit/1',
          unit: { unit: 2, visits: [{ result: 'verified' }], events: expect.any(Array) },
        });
      }
    });
  });

  it('shows the map of its OTP, and the unit alone where its layout cannot be read', async () => {
    await ledger.verify(1);
    writeFileSync(ledger.path('otp.yaml'), smallLayout);
    await onPage(async ({ get }) => {
      const shown = async () => (await (await get('/api/units/1')).json()) as { unit: object; map?: object };
      expect(await shown()).toMatchObject({ unit: { unit: 1 }, map: { format: 'otpforge.map/1' } });
      rmSync(ledger.path('otp.yaml'));
      const { unit, map } = await shown();
      expect([unit, map]).toEqual([expect.objectContaining({ unit: 1 }), undefined]);
    });
  });

  it('knows no other unit, and none by what several have', async () => {
    await ledger.verify(1, 2);
    await onPage(async ({ get }) => {
      expect(await codeOf(await get('/api/units/SN-9'))).toBe('404 UNIT_UNKNOWN');
      expect(await codeOf(await get('/api/units/WO-1'))).toBe('409 UNIT_AMBIGUOUS');
    });
  });
});

describe('POST /api/units/:id/scrap and release', () => {
  it('decide about a unit, with a reason that the ledger keeps', async () => {
    await ledger.verify(1);
    await ledger.reserve(2);
    await onPage(async ({ get, post }) => {
      const scrapped = await post('/api/units/unit:1/scrap', { reason: 'returned' }, supervisor);
      expect(await scrapped.json()).toMatchObject({
        format: 'otpforge.ledger-change/1',
        result: 'scrapped',
        reason: 'returned',
        unit: { unit: 1, stages: [{ state: 'scrapped', reason: 'returned' }] },
      });
      const released = await post('/api/units/2/release', { reason: 'never burnt' }, supervisor);
      expect(await released.json()).toMatchObject({ result: 'released', unit: { unit: 2 } });
      const { unit } = (await (await get('/api/units/1')).json()) as {
        unit: { events: { kind: string }[] };
      };
      expect(unit.events.at(-1)?.kind).toBe('scrap');
    });
  });

  it('let the station look at its open units again', async () => {
    await ledger.verify(1);
    let looked = 0;
    const station = Object.assign(new FakeStation(), {
      unitsChanged: () => {
        looked += 1;
      },
    });
    await onPage(
      async ({ post }) => {
        await post('/api/units/1/release', { reason: 'refused' }, supervisor);
        expect(looked).toBe(0);
        await post('/api/units/1/scrap', { reason: 'returned' }, supervisor);
        expect(looked).toBe(1);
      },
      { station },
    );
  });

  it('take a number of the ledger alone, though another unit has it as its serial', async () => {
    await ledger.verify(1, 2);
    await ledger.inLedger((of) =>
      of.transaction((tx) =>
        tx.run("UPDATE value SET plain = '1' WHERE unit = 2 AND field = 'serial'").then(() => undefined),
      ),
    );
    await onPage(async ({ get, post }) => {
      const shown = async (id: string) =>
        ((await (await get(`/api/units/${id}`)).json()) as { unit: { unit: number } }).unit.unit;
      expect([await shown('1'), await shown('unit:1'), await shown('unit:2')]).toEqual([2, 1, 2]);
      const scrapped = await post('/api/units/1/scrap', { reason: 'returned' }, supervisor);
      expect(await scrapped.json()).toMatchObject({ result: 'scrapped', unit: { unit: 1 } });
      for (const id of [serialText(1), die(1).uid, 'unit:', 'unit:x', '0', '1 '])
        expect(
          await codeOf(
            await post(`/api/units/${encodeURIComponent(id)}/scrap`, { reason: 'returned' }, supervisor),
          ),
        ).toBe('400 UNIT_NUMBER_NEEDED');
      expect(await codeOf(await post('/api/units/SN-000002/reprint', {}))).toBe('400 UNIT_NUMBER_NEEDED');
    });
  });

  it('answer a repeat as the first time', async () => {
    await ledger.verify(1);
    await onPage(async ({ post }) => {
      const body = { reason: 'returned', request: newRequest() };
      const [first, repeat] = await Promise.all([
        post('/api/units/1/scrap', body, supervisor),
        post('/api/units/1/scrap', body, supervisor),
      ]);
      expect([first.status, repeat.status]).toEqual([200, 200]);
      expect(await repeat.json()).toEqual(await first.json());
      // Without the ID it is another decision.
      const { reason } = body;
      expect(await codeOf(await post('/api/units/1/scrap', { reason }, supervisor))).toBe('409 LEDGER_STATE');
    });
  });

  it('are refused in a state that they do not fit, and without a reason', async () => {
    await ledger.verify(1);
    await onPage(async ({ post }) => {
      const release = (body: object) => post('/api/units/1/release', body, supervisor);
      expect(await codeOf(await release({ reason: 'wanted back' }))).toBe('409 LEDGER_STATE');
      for (const body of [{}, { reason: '' }, { reason: '  ' }, { reason: 'x'.repeat(501) }])
        expect(await codeOf(await release(body))).toBe('400 BODY_INVALID');
    });
  });
});

describe('POST /api/units/:id/reprint', () => {
  it('prints the label of a unit again, once for a request', async () => {
    await ledger.verify(1, 2);
    const printed: number[] = [];
    const reprint = async (unit: number) => {
      printed.push(unit);
    };
    const station = Object.assign(new FakeStation(), { canPrint: true, reprint });
    await onPage(
      async ({ post }) => {
        const body = { request: newRequest() };
        for (let n = 0; n < 2; n += 1) {
          const answer = await post('/api/units/2/reprint', body);
          expect(await answer.json()).toEqual({ result: 'printed' });
        }
        expect(await codeOf(await post('/api/units/9/reprint', {}))).toBe('404 UNIT_UNKNOWN');
      },
      { station },
    );
    expect(printed).toEqual([2]);
  });

  it('is refused where the line has no label', async () => {
    await ledger.verify(1);
    await onPage(async ({ post }) =>
      expect(await codeOf(await post('/api/units/1/reprint', {}))).toBe('409 LABEL_NONE'),
    );
  });
});

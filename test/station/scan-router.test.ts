import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { OperatorDesk } from '../../src/station/operator-desk.js';
import { type LabelScans, ScanRouter } from '../../src/station/scan-router.js';
import { fakeSlot, type SlotSetup } from './fake-slot.js';

const lot = { field: 'lot', fits: (text: string) => /^L[0-9]$/.test(text) };
const label = { field: 'label', fits: (text: string) => /^S[0-9]$/.test(text) };

/** Two slots that wait for scans, the second only where it has a board. */
async function slots(both: boolean, setup: SlotSetup = { fields: [lot, label] }) {
  const found = ['1', '2'].map((slot) => fakeSlot({ ...setup, slot }));
  const ended = found.map((slot) => slot.run());
  for (const slot of both ? found : found.slice(0, 1)) {
    slot.contact.put();
    await slot.shows('ready');
    await slot.until(() => slot.task.state.next !== undefined);
  }
  const [first, second] = found;
  if (!first || !second) throw new Error('there are two slots');
  const desk = new OperatorDesk(() => ({ badge: 'OP[0-9]+' }), new Map(), undefined);
  const tasks = new Map([
    ['1', first.task],
    ['2', second.task],
  ]);
  const waiting = new Set<string>();
  let now = 0;
  const labels: LabelScans = {
    isDue: (slot) => waiting.size > 0 && (slot === undefined || slot === '2'),
    take: (text, only = '2') => (only === '2' && waiting.delete(text) ? '2' : undefined),
    differs: () =>
      waiting.size > 0 ? new OtpforgeError('SCAN_DIFFERS', { message: 'of another unit' }) : undefined,
  };
  const router = new ScanRouter(tasks, desk, labels, () => now);
  const stop = async () => {
    for (const slot of found) {
      slot.stop.abort();
      for (const visit of slot.visits) visit.fail(new Error('stopped'));
    }
    await Promise.all(ended);
  };
  return {
    ...{ router, desk, first, second, stop },
    expectLabel: (text: string) => waiting.add(text),
    later: (ms: number) => (now += ms),
  };
}

const unused = expect.objectContaining({ code: 'SCAN_UNKNOWN' });

describe('a scan', () => {
  it('goes to the board that its own browser has named, whatever others have', async () => {
    const { router, first, second, stop } = await slots(true, { fields: [lot] });
    expect(router.scan('SLOT-1', 'none')).toEqual({ as: 'slot', slot: '1' });
    expect(router.scan('SLOT-2', 'none')).toEqual({ as: 'slot', slot: '2' });
    // Neither is remembered for somebody else.
    expect(() => router.scan('L1', 'none')).toThrow(unused);
    expect(() => router.scan('L1')).toThrow(unused);
    const board = (slot: string, { task }: typeof first) => ({ slot, insertion: task.state.insertion });
    expect(router.scan('L1', board('1', first))).toEqual({ as: 'field', slot: '1', field: 'lot' });
    expect(() => router.scan('L2', { slot: '2', insertion: 7 })).toThrow(unused);
    expect(router.scan('L2', board('2', second))).toEqual({ as: 'field', slot: '2', field: 'lot' });
    expect((await first.visit(0)).scans.get('lot')).toBe('L1');
    expect((await second.visit(0)).scans.get('lot')).toBe('L2');
    await stop();
  });

  it('goes to the only board that waits for it, and is used once', async () => {
    const { router, first, stop } = await slots(false);
    expect(router.scan('L1')).toEqual({ as: 'field', slot: '1', field: 'lot', isIncomplete: true });
    expect(() => router.scan('L1')).toThrow(unused);
    expect(router.scan('S1')).toEqual({ as: 'field', slot: '1', field: 'label' });
    const visit = await first.visit(0);
    expect([...visit.scans]).toEqual([
      ['lot', 'L1'],
      ['label', 'S1'],
    ]);
    expect(() => router.scan('S1')).toThrow(unused);
    await stop();
  });

  it('goes to the slot whose code was scanned, with all that its board needs', async () => {
    const { router, first, second, stop } = await slots(true);
    expect(() => router.scan('L1')).toThrow(/slots 1, 2/);
    expect(router.scan('SLOT-2')).toEqual({ as: 'slot', slot: '2' });
    expect(router.scan('L2')).toMatchObject({ slot: '2', field: 'lot' });
    expect(router.scan('S2')).toMatchObject({ slot: '2', field: 'label' });
    expect([...(await second.visit(0)).scans.values()]).toEqual(['L2', 'S2']);
    // The code was for one board.
    expect(router.scan('L1')).toMatchObject({ slot: '1' });
    expect(first.visits).toEqual([]);
    await stop();
  });

  it('is not used where the slot that was named has no board, and the next one is free again', async () => {
    const { router, stop } = await slots(false);
    expect(() => router.scan('SLOT-2')).toThrow(/slot 2 waits for no scan/);
    expect(() => router.scan('L1')).toThrow(/slot 2 has no board/);
    expect(router.scan('L1')).toMatchObject({ slot: '1' });
    expect(() => router.scan('SLOT-9')).toThrow(/no slot 9/);
    await stop();
  });

  it('signs on an operator before anything else', async () => {
    const { router, desk, stop } = await slots(false);
    expect(router.scan('OP7')).toEqual({ as: 'operator' });
    expect(desk.code).toBe('OP7');
    expect(() => router.scan('xOP7')).toThrow(unused);
    expect(desk.code).toBe('OP7');
    await stop();
  });

  it('is of a label where one is waited for', async () => {
    const { router, expectLabel, stop } = await slots(false);
    expectLabel('S1');
    expect(() => router.scan('S2 of another one')).toThrow(expect.objectContaining({ code: 'SCAN_DIFFERS' }));
    expect(router.scan('S1')).toEqual({ as: 'label', slot: '2' });
    expect(router.scan('S1')).toMatchObject({ as: 'field', slot: '1' });
    await stop();
  });

  it('is not for the next board of a slot whose code was scanned', async () => {
    const { router, second, stop } = await slots(true);
    router.scan('SLOT-2');
    second.contact.takeOut();
    await second.shows('empty');
    second.contact.put();
    await second.until(() => second.task.state.insertion === 2 && second.task.state.next !== undefined);
    expect(() => router.scan('L1')).toThrow(/slot 2 has no board/);
    expect(() => router.scan('L1')).toThrow(/slots 1, 2/);
    await stop();
  });

  it('is free again half a minute after the code of a slot', async () => {
    const { router, later, stop } = await slots(true);
    router.scan('SLOT-2');
    later(29_999);
    expect(router.scan('L1')).toMatchObject({ slot: '2' });
    later(30_000);
    expect(() => router.scan('L1')).not.toThrow();
    await stop();
  });

  it('that may be a wrong label is the value of no board whose slot was not named', async () => {
    const { router, first, expectLabel, stop } = await slots(false);
    expectLabel('SN-2');
    expect(() => router.scan('L1')).toThrow(/slot 1 waits for it, and another one for a label/);
    expect(first.task.starting?.isIncomplete).toBe(true);
    router.scan('SLOT-1');
    // A label is known by its text.
    expect(router.scan('SN-2')).toEqual({ as: 'label', slot: '2' });
    expectLabel('SN-2');
    expect(router.scan('L1')).toMatchObject({ as: 'field', slot: '1' });
    expect(() => router.scan('of nobody')).toThrow(expect.objectContaining({ code: 'SCAN_DIFFERS' }));
    router.scan('SLOT-2');
    expect(() => router.scan('S1')).toThrow(expect.objectContaining({ code: 'SCAN_DIFFERS' }));
    await stop();
  });

  it('of its slot starts a board that has nothing else to scan', async () => {
    const { router, first, stop } = await slots(false, { by: 'scan' });
    expect(first.task.state.next).toBe('Scan the code of the slot.');
    router.scan('SLOT-1');
    await first.visit(0);
    await stop();
  });
});

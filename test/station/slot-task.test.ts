import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/burn/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { DiesInSlots } from '../../src/station/same-die.js';
import { fakeSlot } from './fake-slot.js';

const gone = new OtpforgeError('NOT_RECORDED', { message: 'the ledger did not take it' });
const stopped = new OtpforgeError('STOPPED', { message: 'stopped as asked' });
const plan = { values: [{ field: 'serial', text: 'SN-7' }] } as unknown as PlanDocument;

describe('a slot', () => {
  it('shows PASS once the visit has ended verified, and nothing of it once the board is out', async () => {
    const slot = fakeSlot();
    const ended = slot.run();
    slot.contact.put();
    const visit = await slot.visit(0);
    visit.onLetGo?.();
    expect(slot.task.state).toMatchObject({ status: 'busy', insertion: 1 });
    visit.end({});
    await slot.shows('pass');
    expect(slot.task.state).toMatchObject({
      ...{ insertion: 1, unit: 7, uid: 'AA', values: [{ field: 'serial', text: 'SN-7' }] },
    });
    slot.contact.takeOut();
    await slot.shows('empty');
    expect(slot.task.state).toEqual({
      ...{ slot: '1', status: 'empty', insertion: 1, since: '1970-01-01T00:00:00.000Z' },
    });
    slot.stop.abort();
    await ended;
  });

  it('shows nothing of a board for the next one', async () => {
    const slot = fakeSlot();
    const ended = slot.run();
    slot.contact.put();
    (await slot.visit(0)).end({});
    await slot.shows('pass');
    const before = slot.shown.length;
    slot.contact.takeOut();
    slot.contact.put();
    await slot.visit(1);
    const since = slot.shown.slice(before);
    expect(since.map(({ status, insertion }) => [status, insertion])).toEqual([
      ['empty', 1],
      ['ready', 2],
      ['busy', 2],
    ]);
    for (const state of since) expect(state).not.toHaveProperty('values');
    slot.stop.abort();
    (await slot.visit(1)).fail(stopped);
    await ended;
  });

  it.each(['again', 'refused'] as const)('never shows PASS for %s', async (result) => {
    const slot = fakeSlot();
    const ended = slot.run(true);
    slot.contact.put();
    (await slot.visit(0)).end({ result });
    await ended;
    expect(slot.task.state.status).toBe(result === 'again' ? 'again' : 'fail');
    expect(slot.shown.map(({ status }) => status)).not.toContain('pass');
  });

  it('shows NOT RECORDED while the ledger does not answer, and PASS when it has the record', async () => {
    const slot = fakeSlot();
    const ended = slot.run();
    slot.contact.put();
    const visit = await slot.visit(0);
    visit.onEvent({ type: 'writing' });
    visit.onLetGo?.();
    visit.onUnrecorded(gone);
    expect(slot.task.state).toMatchObject({ status: 'not-recorded', code: 'NOT_RECORDED' });
    visit.onEvent({ type: 'progress', phase: 'verify-data', done: 1, total: 1 });
    expect(slot.task.state.status).toBe('not-recorded');
    expect(slot.contact.verdicts).toBe(0);
    visit.end({});
    await slot.shows('pass');
    expect(slot.contact.verdicts).toBe(1);
    slot.stop.abort();
    await ended;
  });

  it('takes no board while one has no record, and shows no PASS for one that was taken out', async () => {
    const slot = fakeSlot();
    const ended = slot.run();
    slot.contact.put();
    const visit = await slot.visit(0);
    visit.onLetGo?.();
    visit.onUnrecorded(gone);
    expect(visit.isIn?.()).toBe(true);
    slot.contact.takeOut();
    await slot.until(() => slot.task.state.next?.startsWith('The board was taken out') === true);
    expect(visit.isIn?.()).toBe(false);
    expect(slot.task.state).toMatchObject({ status: 'not-recorded' });
    expect(slot.task.state).not.toHaveProperty('uid');
    visit.onUnrecorded(gone);
    slot.contact.put();
    await new Promise(setImmediate);
    expect([slot.visits.length, slot.task.state.status, slot.task.state.insertion]).toEqual([
      1,
      'not-recorded',
      1,
    ]);
    visit.end({});
    await slot.visit(1);
    expect(slot.shown.map(({ status }) => status)).not.toContain('pass');
    expect(slot.notes).toEqual([
      'slot 1: unit 7 is recorded now, after its board was taken out: put the board back',
    ]);
    expect(slot.ends).toMatchObject([{ insertion: 1, isShown: false }]);
    slot.stop.abort();
    (await slot.visit(1)).fail(stopped);
    await ended;
  });

  it('watches its board by nobody else’s probe: not while the visit has it', async () => {
    const slot = fakeSlot({ by: 'key' });
    const ended = slot.run();
    slot.contact.put();
    await slot.shows('ready');
    expect(slot.contact.watching).toBe(1);
    slot.task.startByKey(1);
    const visit = await slot.visit(0);
    expect(slot.contact.watching).toBe(0);
    visit.onLetGo?.();
    expect(slot.contact.watching).toBe(1);
    visit.end({});
    await slot.shows('pass');
    expect(slot.contact.watching).toBe(1);
    slot.stop.abort();
    await ended;
    expect(slot.contact.watching).toBe(1);
    await slot.task.letGo();
    expect(slot.contact.watching).toBe(0);
  });

  it('ends a visit that has written nothing when it is stopped, and finishes one that writes', async () => {
    const idle = fakeSlot();
    const idleEnded = idle.run();
    idle.contact.put();
    const first = await idle.visit(0);
    idle.stop.abort();
    expect(first.signal.aborted).toBe(true);
    first.fail(stopped);
    await idleEnded;

    const busy = fakeSlot();
    const busyEnded = busy.run();
    busy.contact.put();
    const second = await busy.visit(0);
    second.onEvent({ type: 'writing' });
    busy.stop.abort();
    expect(second.signal.aborted).toBe(false);
    second.onLetGo?.();
    second.end({});
    await busyEnded;
    expect(busy.ends).toMatchObject([{ shown: { status: 'pass' }, exitCode: 0 }]);
  });

  it.each([true, false])(
    'shows nothing of a board that is taken out after the end, with once: %s',
    async (once) => {
      const slot = fakeSlot();
      const ended = slot.run(once);
      slot.contact.put();
      (await slot.visit(0)).end({});
      await slot.shows('pass');
      if (!once) slot.stop.abort();
      await ended;
      expect([slot.task.state.status, slot.task.holds(1)]).toEqual(['pass', true]);
      slot.contact.takeOut();
      slot.contact.put();
      await slot.shows('empty');
      expect(slot.task.holds(1)).toBe(false);
      expect(slot.task.state).not.toHaveProperty('unit');
      await slot.task.letGo();
      expect(slot.visits).toHaveLength(1);
    },
  );

  it('gives up the wait for a record when it is stopped, and says so', async () => {
    const slot = fakeSlot();
    const ended = slot.run();
    slot.contact.put();
    const visit = await slot.visit(0);
    visit.onEvent({ type: 'writing' });
    visit.onLetGo?.();
    visit.onUnrecorded(gone);
    slot.stop.abort();
    expect(visit.signal.aborted).toBe(true);
    visit.fail(gone);
    await ended;
    expect(slot.task.state.status).toBe('not-recorded');
    expect(slot.ends).toMatchObject([{ shown: { status: 'not-recorded' }, exitCode: 7 }]);
  });

  it('asks about a plan, and takes an answer for the board that it asks about alone', async () => {
    const slot = fakeSlot({ asks: true });
    const ended = slot.run(true);
    slot.contact.put();
    const visit = await slot.visit(0);
    expect(() => slot.task.confirm(1, true)).toThrow(expect.objectContaining({ code: 'SLOT_BUSY' }));
    const answer = visit.confirm(plan);
    expect([slot.task.state.status, slot.task.plan]).toEqual(['confirm', plan]);
    expect(() => slot.task.confirm(2, true)).toThrow(expect.objectContaining({ code: 'INSERTION_STALE' }));
    slot.task.confirm(1, true);
    expect(await answer).toBe(true);
    expect([slot.task.state.status, slot.task.plan]).toEqual(['busy', undefined]);
    const next = visit.confirm(plan);
    slot.stop.abort();
    expect(await next).toBe(false);
    visit.fail(stopped);
    await ended;
  });

  it('shows an alarm in both slots that have one die, and writes nothing by the second', async () => {
    const dies = new DiesInSlots();
    const first = fakeSlot({ slot: '1', dies });
    const second = fakeSlot({ slot: '2', dies, alarm: (_, text) => first.task.alarm(text) });
    const ended = Promise.all([first.run(), second.run()]);
    first.contact.put();
    (await first.visit(0)).onDie?.('AA');
    (await first.visit(0)).end({});
    await first.shows('pass');
    second.contact.put();
    const visit = await second.visit(0);
    const twice = (() => {
      try {
        visit.onDie?.('AA');
      } catch (error) {
        return error;
      }
    })();
    expect(twice).toMatchObject({ code: 'UID_IN_TWO_SLOTS', details: { uid: 'AA', slots: ['2', '1'] } });
    visit.fail(twice);
    await second.shows('fail');
    const alarm = expect.stringContaining('slot 2 and in slot 1');
    expect(first.task.state).toMatchObject({ status: 'pass', alarm });
    expect(second.task.state).toMatchObject({ code: 'UID_IN_TWO_SLOTS', alarm });
    second.contact.takeOut();
    await second.shows('empty');
    expect(second.task.state).not.toHaveProperty('alarm');
    second.contact.put();
    const other = await second.visit(1);
    first.contact.takeOut();
    await first.shows('empty');
    expect(() => other.onDie?.('AA')).not.toThrow();
    other.end({});
    first.stop.abort();
    second.stop.abort();
    await ended;
  });

  it('shows that its probe does not answer, until it does, with a board or without', async () => {
    const slot = fakeSlot();
    const { contact } = slot;
    const boardIn = contact.boardIn.bind(contact);
    let isPulledOff = true;
    contact.boardIn = async (signal, answers) => {
      if (isPulledOff) throw new OtpforgeError('JLINK_LIBRARY_MISSING', { message: 'no such probe' });
      answers?.();
      return boardIn(signal);
    };
    const ended = slot.run();
    await slot.until(() => slot.task.state.code === 'JLINK_LIBRARY_MISSING');
    isPulledOff = false;
    await slot.until(() => slot.task.state.code === undefined);
    expect(slot.task.state).toMatchObject({ status: 'empty', insertion: 0 });
    slot.stop.abort();
    await ended;
  });
});

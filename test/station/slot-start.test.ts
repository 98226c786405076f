import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { fakeSlot } from './fake-slot.js';

const stopped = new OtpforgeError('STOPPED', { message: 'stopped as asked' });

describe('a slot that waits for a start', () => {
  it('takes it for the board that is in, once', async () => {
    const slot = fakeSlot({ by: 'http' });
    const ended = slot.run();
    slot.contact.put();
    await slot.shows('ready');
    slot.contact.takeOut();
    await slot.shows('empty');
    slot.contact.put();
    await slot.until(() => slot.task.state.insertion === 2 && slot.task.state.next === 'Start it.');
    expect(() => slot.task.start(1)).toThrow(expect.objectContaining({ code: 'INSERTION_STALE' }));
    slot.task.start(2);
    expect(() => slot.task.start(2)).toThrow(expect.objectContaining({ code: 'SLOT_BUSY' }));
    (await slot.visit(0)).end({});
    await slot.shows('pass');
    expect(slot.visits).toHaveLength(1);
    expect(() => slot.task.start(2)).toThrow(expect.objectContaining({ code: 'SLOT_BUSY' }));
    slot.stop.abort();
    await ended;
  });

  it('takes no start before the scans are there, and begins by itself with the last of them', async () => {
    const fields = [{ field: 'lot', fits: (text: string) => text.startsWith('L') }];
    const slot = fakeSlot({ fields });
    const ended = slot.run();
    slot.contact.put();
    await slot.until(() => slot.task.state.next === 'Scan lot.');
    expect(() => slot.task.start(1)).toThrow(expect.objectContaining({ code: 'SCAN_NEEDED' }));
    expect(slot.task.starting?.fieldOf('X1')).toBeUndefined();
    slot.task.starting?.scan('lot', 'L1');
    const visit = await slot.visit(0);
    expect([...visit.scans]).toEqual([['lot', 'L1']]);
    expect(slot.task.starting).toBeUndefined();
    slot.stop.abort();
    visit.fail(stopped);
    await ended;
  });

  it.each(['http', 'scan'] as const)('is not started by keys where it waits for %s', async (by) => {
    const slot = fakeSlot({ by });
    const ended = slot.run();
    slot.contact.put();
    await slot.until(() => slot.task.state.next !== undefined);
    expect(() => slot.task.startByKey(1)).toThrow(expect.objectContaining({ code: 'SLOT_BUSY' }));
    expect(slot.task.state.status).toBe('ready');
    slot.stop.abort();
    await ended;
    expect(slot.visits).toEqual([]);
  });

  it('leaves boards alone while it is paused, and takes up the one that is in afterwards', async () => {
    const slot = fakeSlot({ by: 'key' });
    const ended = slot.run();
    slot.task.pause();
    expect(slot.task.state.status).toBe('paused');
    slot.contact.put();
    await new Promise(setImmediate);
    expect(slot.task.state).toMatchObject({ status: 'paused', insertion: 0 });
    slot.task.resume();
    await slot.shows('ready');
    slot.task.pause();
    await slot.shows('paused');
    expect(() => slot.task.start(1)).toThrow(expect.objectContaining({ code: 'INSERTION_STALE' }));
    slot.task.resume();
    await slot.shows('ready');
    expect(slot.task.state.insertion).toBe(2);
    slot.stop.abort();
    await ended;
  });

  it('leaves a board alone whose station takes none any more when it is started', async () => {
    const why = { code: 'CLEARANCE', message: 'another firmware', next: 'Take the boards out.' };
    const gate = { isShut: false, stopped: undefined as typeof why | undefined, facts: 1 };
    const slot = fakeSlot({ by: 'key', gate: { ...gate, isOpen: async () => true } });
    const shut = { ...gate, isOpen: async () => !shut.isShut };
    const other = fakeSlot({ by: 'key', gate: shut });
    const ended = Promise.all([slot.run(), other.run()]);
    for (const each of [slot, other]) {
      each.contact.put();
      await each.until(() => each.task.state.next === 'Start it.');
    }
    Object.assign(shut, { isShut: true, stopped: why });
    for (const each of [slot, other]) each.task.start(1);
    await slot.visit(0);
    await other.shows('empty');
    expect(other.task.state).toMatchObject({ ...why, insertion: 1 });
    expect(other.task.holds(1)).toBe(false);
    Object.assign(shut, { isShut: false, stopped: undefined });
    for (const each of [slot, other]) each.stop.abort();
    (await slot.visit(0)).fail(stopped);
    await ended;
    expect(other.visits).toEqual([]);
  });

  it('takes a board up again whose line has changed before its start', async () => {
    const gate = { isShut: false, stopped: undefined, facts: {}, isOpen: async () => true };
    const slot = fakeSlot({ by: 'key', gate });
    const ended = slot.run();
    slot.contact.put();
    await slot.until(() => slot.task.state.next === 'Start it.');
    gate.facts = {};
    slot.task.start(1);
    await slot.until(() => slot.task.state.insertion === 2 && slot.task.state.next === 'Start it.');
    expect(slot.visits).toEqual([]);
    slot.task.start(2);
    await slot.visit(0);
    slot.stop.abort();
    (await slot.visit(0)).fail(stopped);
    await ended;
  });

  it('shows no board that was left alone in a pause which was over at once', async () => {
    const slot = fakeSlot({ by: 'key' });
    const ended = slot.run();
    slot.contact.put();
    await slot.until(() => slot.task.state.next === 'Start it.');
    slot.task.pause();
    slot.task.resume();
    slot.contact.takeOut();
    await slot.shows('empty');
    expect(slot.task.holds(1)).toBe(false);
    slot.stop.abort();
    await ended;
  });

  it('says that it may have a board where its probe does not answer', async () => {
    const slot = fakeSlot();
    expect(await slot.task.occupied(slot.stop.signal)).toBeUndefined();
    slot.contact.put();
    expect(await slot.task.occupied(slot.stop.signal)).toBe('1');
    slot.contact.isIn = async () => {
      throw new OtpforgeError('JLINK_LIBRARY_MISSING', { message: 'no library' });
    };
    expect(await slot.task.occupied(slot.stop.signal)).toBe('1 (no library)');
  });

  it('takes up no board while its station may take none', async () => {
    let open = false;
    const slot = fakeSlot({
      gate: { isShut: true, stopped: undefined, facts: undefined, isOpen: async () => open },
    });
    const ended = slot.run();
    slot.contact.put();
    await new Promise(setImmediate);
    expect(slot.task.state).toMatchObject({ status: 'empty', insertion: 0 });
    open = true;
    await slot.visit(0);
    slot.stop.abort();
    (await slot.visit(0)).fail(stopped);
    await ended;
  });
});

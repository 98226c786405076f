import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProbe, parseProbeUri } from '../../src/probe/index.js';
import { trayContact } from '../../src/station/tray-contact.js';
import { allBanks } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { StepClock } from './steps.js';

const never = new AbortController().signal;

/** A tray with boards of these names; what is in a file does not matter here. */
function withTray(names: readonly string[], work: (tray: string, at: ContactAt) => Promise<void>) {
  return inFolder(async (folder) => {
    const tray = join(folder, 'boards');
    await mkdir(tray);
    for (const name of names) await writeFile(join(tray, name), name);
    const at: ContactAt = (slot, more = '', clock = new StepClock()) =>
      trayContact(slot, parseProbeUri(`sim:STM32F401RE,tray=${tray}${more}`), clock);
    await work(tray, at);
  });
}
type ContactAt = (slot: string, more?: string, clock?: StepClock) => ReturnType<typeof trayContact>;

/** Shows a verdict, and waits until the board is out. */
function out(contact: ReturnType<typeof trayContact>): Promise<void> {
  contact.verdictShown?.();
  return contact.boardOut(never);
}

describe('the contact of a tray', () => {
  it('takes the boards in the order of their names, and puts each into out', () =>
    withTray(['b.chip', 'a.chip', 'notes.txt'], async (tray, at) => {
      const contact = at('1', ',call=5,fault=deaf');
      const first = await contact.boardIn(never);
      expect(first).toEqual({
        scheme: 'sim',
        target: 'STM32F401RE',
        options: { file: join(tray, 'in', '1', 'a.chip'), call: '5', fault: 'deaf' },
      });
      expect(await readdir(join(tray, 'in', '1'))).toEqual(['a.chip']);
      await out(contact);
      expect(await readdir(join(tray, 'out'))).toEqual(['a.chip']);
      expect((await contact.boardIn(never)).options.file).toBe(join(tray, 'in', '1', 'b.chip'));
      expect((await readdir(tray)).toSorted()).toEqual(['in', 'notes.txt', 'out']);
    }));

  it('hands each board to one of several slots', () =>
    withTray(
      [...Array(20).keys()].map((n) => `${n}.chip`),
      async (_, at) => {
        const slots = ['1', '2', '3', '4'].map((slot) => at(slot));
        const seen: string[] = [];
        for (let round = 0; round < 5; round += 1) {
          const taken = await Promise.all(slots.map((contact) => contact.boardIn(never)));
          seen.push(...taken.map(({ options }) => options.file?.split('/').at(-1) ?? ''));
          await Promise.all(slots.map(out));
        }
        expect(new Set(seen).size).toBe(20);
      },
    ));

  it('has the board that a killed station has left in the slot, and no other slot does', () =>
    withTray(['a.chip', 'b.chip'], async (_, at) => {
      await at('1').boardIn(never);
      const again = await at('1').boardIn(never);
      expect(again.options.file).toContain('/in/1/a.chip');
      expect((await at('2').boardIn(never)).options.file).toContain('/in/2/b.chip');
    }));

  it('waits for a board, until it is stopped', () =>
    withTray([], async (tray, at) => {
      const controller = new AbortController();
      const clock = new StepClock().at(5000, () => controller.abort(new Error('stopped')));
      await expect(at('1', '', clock).boardIn(controller.signal)).rejects.toThrow('stopped');
      await writeFile(join(tray, 'a.chip'), '');
      await at('1').boardIn(never);
    }));

  it('leaves a board in until its verdict is shown, and not that of the board before', () =>
    withTray(['a.chip', 'b.chip'], async (tray, at) => {
      const contact = at('1');
      await contact.boardIn(never);
      await out(contact);
      await contact.boardIn(never);
      const stopped = new AbortController();
      const watched = contact.boardOut(stopped.signal);
      stopped.abort(new Error('stopped'));
      await expect(watched).rejects.toThrow('stopped');
      expect(await readdir(join(tray, 'in', '1'))).toEqual(['b.chip']);
      await out(contact);
      expect(await readdir(join(tray, 'in', '1'))).toEqual([]);
    }));

  it('leaves a board in for its dwell', () =>
    withTray(['a.chip'], async (tray, at) => {
      const clock = new StepClock();
      const contact = at('1', ',dwell=2500', clock);
      await contact.boardIn(never);
      await out(contact);
      expect(clock.now()).toBe(2500);
      expect(await readdir(join(tray, 'out'))).toEqual(['a.chip']);
    }));

  it('leaves a board in while a session is open on it, which would make its file again', () =>
    withTray([], async (tray, at) => {
      const made = await openProbe(`sim:STM32F401RE,file=${join(tray, 'a.chip')}`, { banks: allBanks });
      await made.close();
      const clock = new StepClock();
      const contact = at('1', '', clock);
      const probe = await openProbe(await contact.boardIn(never), { banks: allBanks });
      clock.at(1000, () => void probe.close());
      await out(contact);
      expect(clock.now()).toBeGreaterThanOrEqual(1000);
      expect(await readdir(join(tray, 'in', '1'))).toEqual([]);
      expect(await readdir(join(tray, 'out'))).toEqual(['a.chip']);
    }));

  it('refuses a tray that is not there, and a chip that has a file already', () =>
    withTray([], async (tray, at) => {
      const other = trayContact('1', parseProbeUri(`sim:STM32F401RE,tray=${tray}/none`), new StepClock());
      await expect(other.boardIn(never)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect(() => at('1', ',file=a.chip')).toThrow(expect.objectContaining({ code: 'PROBE_URI' }));
      expect(() => at('1', ',dwell=long')).toThrow(expect.objectContaining({ code: 'PROBE_URI' }));
    }));
});

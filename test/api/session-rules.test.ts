import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { openTarget, verify } from '../../src/index.js';

import { confirm, inSession, onBench } from './session-bench.js';

describe('the safety rules of program, in a session', () => {
  it('burns nothing without a confirm, an answer that is true, or the plan that was confirmed', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      await inSession(at('a'), async (target) => {
        const burn = (options: object) =>
          Reflect.apply(target.program, target, [{ image: wanted, ...options }]);
        await expect(burn({})).rejects.toMatchObject({ code: 'OPTION_MISSING' });
        await expect(burn({ confrim: confirm })).rejects.toMatchObject({ code: 'OPTION_UNKNOWN' });
        await expect(burn({ confirm: async () => 'no' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
        await expect(burn({ confirm: async () => false })).rejects.toMatchObject({ code: 'DECLINED' });
        const expectedHash = '0'.repeat(64);
        await expect(burn({ confirm, expectedHash })).rejects.toMatchObject({ code: 'PLAN_NOT_CONFIRMED' });
        expect((await target.read()).fields).toMatchObject([{ state: 'blank' }]);
      });
    }));

  it.each(['probe', 'device', 'layout', 'trace', 'banks'])('takes no %s of a call: it has its own', (name) =>
    onBench(async ({ at, image }) => {
      const options = { image: await image('SN-1'), confirm, [name]: 'x' };
      await inSession(at('a'), async (target) => {
        await expect(Reflect.apply(target.program, target, [options])).rejects.toMatchObject({
          code: 'OPTION_UNKNOWN',
          details: { option: name },
        });
      });
    }),
  );

  it('refuses another unit, and a serial that another die has, by the journal', () =>
    onBench(async ({ at, image, named }) => {
      const journal = named('journal.jsonl');
      await inSession(at('a'), async (target) => {
        await target.program({ image: await image('SN-1'), confirm, journal });
        const other = await target.program({ image: await image('SN-2'), confirm, journal });
        expect(other).toMatchObject({ result: 'refused', plan: { refusals: [{ code: 'OTHER_UNIT' }] } });
        const again = await target.program({ image: await image('SN-1'), confirm, journal });
        expect(again).toMatchObject({ result: 'nothing-to-do' });
      });
      const lines = (await readFile(journal, 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line)).map(({ state, result }) => result ?? state)).toEqual([
        'begin',
        'done',
        'refused',
        'begin',
        'nothing-to-do',
      ]);
      await inSession(at('b'), async (target) => {
        expect(await target.program({ image: await image('SN-1'), confirm, journal })).toMatchObject({
          result: 'refused',
          plan: { refusals: [{ code: 'UNIT_ALREADY_BURNT' }] },
        });
      });
    }));

  it('rehearses where that is asked for', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      const report = await inSession(at('a'), (target) =>
        target.program({ image: wanted, confirm, rehearse: true }),
      );
      expect(report).toMatchObject({ result: 'done', rehearsal: 'rehearsed' });
    }));

  it('overwrites no file of the session', () =>
    onBench(async ({ at, named }) => {
      await inSession(at('a'), async (target) => {
        for (const output of [named('a.chip'), named('otp.yaml')]) {
          await expect(target.read({ output })).rejects.toMatchObject({ code: 'FILE_OVERWRITES_INPUT' });
        }
      });
    }));
});

describe('calls of a session that overlap', () => {
  it('are refused, and the one that runs goes on', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      await inSession(at('a'), async (target) => {
        const first = target.program({ image: wanted, confirm });
        await expect(target.read()).rejects.toMatchObject({ code: 'SESSION_BUSY', exitCode: 2 });
        expect(await first).toMatchObject({ result: 'done' });
        expect(await target.read()).toMatchObject({ result: 'done' });
      });
    }));

  it('are refused from within a confirm, where closing would wait for itself', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      await inSession(at('a'), async (target) => {
        const asked = vi.fn(async () => {
          await expect(target.verify({ image: wanted })).rejects.toMatchObject({ code: 'SESSION_BUSY' });
          await expect(target.close()).rejects.toMatchObject({ code: 'SESSION_BUSY' });
          return true;
        });
        expect(await target.program({ image: wanted, confirm: asked })).toMatchObject({ result: 'done' });
        expect(asked).toHaveBeenCalledOnce();
      });
    }));

  it('are waited for when the session is closed', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      const target = await openTarget(at('a'));
      const order: string[] = [];
      const burn = target.program({ image: wanted, confirm }).then(({ result }) => order.push(result));
      const closing = target.close().then(() => order.push('closed'));
      await expect(target.read()).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
      await Promise.all([closing, burn]);
      expect(order).toEqual(['done', 'closed']);
      expect(await verify({ ...at('a'), image: wanted })).toMatchObject({ result: 'equal' });
    }));

  it('are refused while one that was stopped still waits for an answer', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      await inSession(at('a'), async (target) => {
        let answer = (_: boolean) => {};
        const asked = new Promise<boolean>((resolve) => {
          answer = resolve;
        });
        const stop = new AbortController();
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        const burn = target.program({
          image: wanted,
          signal: stop.signal,
          confirm: () => {
            stop.abort();
            return asked;
          },
        });
        const stopped = expect(burn).rejects.toMatchObject({ code: 'STOPPED' });
        await vi.waitFor(() => expect(stop.signal.aborted).toBe(true));
        await vi.runAllTimersAsync();
        await stopped;
        vi.useRealTimers();
        await expect(target.read()).rejects.toMatchObject({ code: 'SESSION_BUSY' });
        answer(true);
        await vi.waitFor(async () => {
          expect((await target.read()).fields).toMatchObject([{ state: 'blank' }]);
        });
      });
    }));
});

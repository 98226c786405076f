import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { map, type OpenTarget, openTarget, plan, program, type RunEvent, simulate } from '../../src/index.js';

import { confirm, device, inSession, onBench, phases } from './session-bench.js';

describe('a session of several calls', () => {
  it('reads, decides, burns and compares through one open probe', () =>
    onBench(async ({ at, image }) => {
      const events: RunEvent[] = [];
      await inSession(at('a', { onEvent: (event) => events.push(event) }), async (target) => {
        expect(target).toMatchObject({ device, medium: 'simulated' });
        const before = await target.read();
        expect(before.fields).toMatchObject([{ name: 'serial', state: 'blank' }]);
        const wanted = await image('SN-1');
        const { hash } = await target.plan({ image: wanted });
        const report = await target.program({ image: wanted, confirm, expectedHash: hash });
        expect(report).toMatchObject({ result: 'done', unitsBurnt: 8, locksSet: 1 });
        expect(await target.verify({ image: wanted })).toMatchObject({ result: 'equal' });
        expect((await target.read()).fields).toMatchObject([{ name: 'serial', value: 'SN-1' }]);
      });
      expect(phases(events, 'connect')).toBe(1);
      // Nothing that an earlier call found is taken for granted.
      expect(phases(events, 'inspect')).toBe(5);
    }));

  it('plans and reports as the same calls do without one', () =>
    onBench(async ({ at, image, named }) => {
      const wanted = await image('SN-1');
      const file = named('unit.hex');
      await writeFile(file, wanted.hex);
      await program({ ...at('a'), image: await image('SN-0'), confirm: async () => false }).catch(
        () => undefined,
      );
      const outside = await plan({ ...at('a'), image: file });
      const inside = await inSession(at('a'), (target) => target.plan({ image: wanted }));
      expect(inside.hash).toBe(outside.hash);
      expect(inside.units.map(({ from: _, ...unit }) => unit)).toEqual(
        outside.units.map(({ from: _, ...unit }) => unit),
      );
      expect(inside.units[0]?.from).toEqual(['the merged image:2']);
    }));

  it('maps a chip, and what an image would change, as map does without one', () =>
    onBench(async ({ at, image, named }) => {
      const wanted = await image('SN-1');
      await program({ ...at('a'), image: wanted, confirm });
      const svg = named('map.svg');
      const inside = await inSession(at('a'), async (target) => [
        await target.map(),
        await target.map({ image: await image('SN-2'), svg }),
      ]);
      const outside = [await map(at('a')), await map({ ...at('a'), image: await image('SN-2') })];
      expect(inside).toEqual(outside);
      expect(inside[1]?.files).toEqual(['the merged image']);
      expect(await readFile(svg, 'utf8')).toMatch(/^<svg /);
      await expect(inSession(at('a'), (target) => target.map({ fill: 0 }))).rejects.toMatchObject({
        code: 'OPTION_MISSING',
      });
    }));

  it('keeps everybody else from the chip until it is closed', () =>
    onBench(async ({ at, image }) => {
      const wanted = await image('SN-1');
      await inSession(at('a'), async () => {
        await expect(program({ ...at('a'), image: wanted, confirm })).rejects.toMatchObject({
          code: 'CHIP_FILE_BUSY',
        });
      });
      expect(await program({ ...at('a'), image: wanted, confirm })).toMatchObject({ result: 'done' });
    }));

  it('records one trace, which a session replays', () =>
    onBench(async ({ at, image, named }) => {
      const wanted = await image('SN-1');
      const work = async (target: OpenTarget) => {
        const { hash } = await target.plan({ image: wanted });
        await target.program({ image: wanted, confirm, expectedHash: hash });
        return target.verify({ image: wanted });
      };
      const trace = named('run.jsonl');
      await inSession(at('a', { trace }), work);
      const again = await inSession({ ...at('a'), probe: `replay:${trace}`, device }, work);
      expect(again).toMatchObject({ result: 'equal', medium: 'replayed' });
    }));

  it('does so through a GDB server as well, the firmware started in between', () =>
    onBench(async ({ at, image, named }) => {
      const wanted = await image('SN-1');
      const chip = await simulate({ device, port: 0, file: named('served.chip') });
      try {
        const options = { ...at('a'), probe: chip.probe ?? '', device };
        await inSession(options, async (target) => {
          const { hash } = await target.plan({ image: wanted });
          const report = await target.program({ image: wanted, confirm, expectedHash: hash });
          expect(report).toMatchObject({ result: 'done', unitsBurnt: 8, locksSet: 1 });
          expect(await target.verify({ image: wanted })).toMatchObject({ result: 'equal' });
          expect(await target.program({ image: wanted, confirm })).toMatchObject({ result: 'nothing-to-do' });
        });
      } finally {
        await chip.close();
      }
    }));

  it('closes a probe that was lost in a call', () =>
    onBench(async ({ at, image, named }) => {
      const wanted = await image('SN-1');
      const probe = `sim:${device},file=${named('a.chip')},fault=power@3`;
      await inSession(at('a', { probe }), async (target) => {
        await expect(target.program({ image: wanted, confirm })).rejects.toMatchObject({
          code: 'BURN_INTERRUPTED',
        });
        await expect(target.read()).rejects.toMatchObject({ code: 'PROBE_LOST' });
      });
      await inSession(at('a'), async (target) => {
        expect(await target.program({ image: wanted, confirm })).toMatchObject({ result: 'done' });
      });
    }));

  it('is closed by `await using`', () =>
    onBench(async ({ at }) => {
      const target = await openTarget(at('a'));
      await target[Symbol.asyncDispose]();
      await expect(target.read()).rejects.toMatchObject({ code: 'SESSION_CLOSED', exitCode: 2 });
      await target.close();
    }));
});

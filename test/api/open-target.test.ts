import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  type MergedImage,
  map,
  merge,
  type OpenTarget,
  openTarget,
  plan,
  program,
  type RunEvent,
  simulate,
  type TargetOptions,
  verify,
} from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const device = 'STM32F401RE';
const confirm = async () => true;
const layoutText = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 8, pad: 0x00, unique: true }
lock: [0]
`;

interface Bench {
  readonly folder: string;
  readonly named: (name: string) => string;
  readonly at: (chip: string, more?: Partial<TargetOptions>) => TargetOptions;
  /** A unit's image, which is in no file. */
  readonly image: (serial: string) => Promise<MergedImage>;
}

async function onBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    const layout = named('otp.yaml');
    await writeFile(layout, layoutText);
    await work({
      folder,
      named,
      at: (chip, more) => ({ probe: `sim:${device},file=${named(`${chip}.chip`)}`, layout, ...more }),
      image: async (serial) => (await merge({ inputs: [], layout, values: { serial } })).image,
    });
  });
}

/** Does some work in a session, and closes it. */
async function inSession<T>(options: TargetOptions, work: (target: OpenTarget) => Promise<T>): Promise<T> {
  const target = await openTarget(options);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}

function phases(events: readonly RunEvent[], phase: string): number {
  return events.filter((event) => event.type === 'progress' && event.phase === phase && event.done === 1)
    .length;
}

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

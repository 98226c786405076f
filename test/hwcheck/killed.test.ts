import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import type { Kill } from '../../src/hwcheck/bench.js';
import { killPlaces } from '../../src/hwcheck/kill-places.js';
import { runLoader } from '../../src/hwcheck/run-code.js';
import { killedCheck } from '../../src/hwcheck/stages/killed.js';
import { servedBy } from '../../src/hwcheck/stages/scratch-data.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { benchOf } from './bench.js';
import { check, differing, reportIn } from './support.js';

describe.each([
  ['STM32L476RG', l476],
  ['STM32F401RE', f401],
] as const)('a burning process of ours on a %s', (name, device) => {
  it('is killed at five places, and the session after it finishes each job', () =>
    inFolder(async (folder) => {
      vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
      const done = await check(folder, `sim:${name},file=${join(folder, 'unit.chip')}`);
      expect(differing(done.rows)).toEqual([]);
      const row = done.rows.find(({ id }) => id === 'scratch.killed');
      expect(row?.verdict).toBe('ok');
      const units = device === l476 ? 25 : 102;
      const line = (place: string, burnt: string, rest: string) =>
        `${place}: ${burnt} of ${units} burnt, then status 0, ${rest} units done, equal`;
      expect(row?.seen).toMatch(
        new RegExp(
          [
            line('connected', '0', `${units}`),
            line('job in RAM', '0', `${units}`),
            // Killed in the middle of its job.
            line('job running', '[1-9]\\d?', '[1-9]\\d?'),
            line('job done', `${units}`, '0'),
            line('read back', `${units}`, '0'),
          ].join('; '),
        ),
      );
      expect((await reportIn(done)).given.killed).toEqual(killPlaces.map(() => 'killed'));
    }));

  it('that ends before its place, or is not killed, shows as a difference', async () => {
    const bench = await benchOf(device, { kill: async () => 'PROBE_BUSY' });
    const { verdict, seen } = await killedCheck(bench);
    expect(verdict).toBe('differs');
    expect(seen).toMatch(/^connected: not killed: PROBE_BUSY; /);
  });

  it('that has burnt before its job, or left a unit that is neither, shows as a difference', async () => {
    const model = await modelled(device);
    expect((await killedCheck(model.with(async () => {}))).verdict).toBe('ok');
    const early = await killedCheck(
      model.with(async (place, run) => {
        if (place === 'job in RAM') await run();
      }),
    );
    expect(early.verdict).toBe('differs');
    // Its job can be finished on an F4, where a byte takes more zeros later.
    const torn = await killedCheck(
      model.with(async (place, _, address) => {
        if (place === 'connected') model.chip.bench.poke(address, Uint8Array.of(0x7f, 0x7f));
      }),
    );
    expect(torn.verdict).toBe('differs');
    expect(torn.seen).toMatch(/connected: 0 of \d+ burnt, [12] neither blank nor burnt/);
  });
});

it('a simulated chip without a file would go with the process, and the check is skipped', async () => {
  expect(await killedCheck(await benchOf(l476))).toMatchObject({ verdict: 'skipped' });
});

/** Processes as they should be, and what else a test wants them to do. */
async function modelled(device: Device) {
  const bench = await benchOf(device);
  type More = (place: string, run: () => Promise<unknown>, address: number) => Promise<void>;
  const withMore = (more: More) => {
    const kill: Kill = async (place, segment) => {
      const run = () => runLoader(bench.probe, servedBy(bench), [segment]);
      await more(place, run, segment.address);
      if (place === 'job done' || place === 'read back') await run();
      return 'killed';
    };
    return { ...bench, kill };
  };
  return { chip: bench.chip, with: withMore };
}

afterAll(() => {
  vi.unstubAllEnvs();
});

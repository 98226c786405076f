import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gone } from '../support/processes.js';
import { type Bench, withBench } from './bench.js';

import {
  expectNothingLeft,
  finishes,
  holdsUnit,
  inTheBurn,
  mergeUnit,
  processesOf,
  programArgs,
  started,
} from './unit.js';

const device = 'STM32F401RE';
const probe = ['--probe', 'openocd:./board.cfg'];

/** A unit, the file of a board, and the command that burns the one through the other. */
async function unit(
  bench: Bench,
  more: readonly string[] = [],
): Promise<{ args: readonly string[]; probe: readonly string[] }> {
  const board = [
    `adapter driver remote_bitbang; remote_bitbang host 127.0.0.1; remote_bitbang port ${bench.port}`,
    'source [find target/stm32f4x.cfg]',
    ...more,
  ];
  await writeFile(join(bench.folder, 'board.cfg'), `${board.join('\n')}\n`);
  await mergeUnit(bench, 'f401');
  return { args: [...programArgs, '--device', device, ...probe], probe };
}

describe('openocd: starts the installed OpenOCD', () => {
  it('programs a whole unit, and leaves no process and no folder behind', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const { exitCode, stdout, stderr } = await bench.run([...args, '--json']).result;
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(stdout)).toMatchObject({
        result: 'done',
        medium: 'silicon',
        probe: { description: 'OpenOCD 0.12.0 with ./board.cfg', serial: './board.cfg' },
      });
      await holdsUnit(bench);
      expect(bench.starts()).toHaveLength(1);
      expectNothingLeft(bench);
    }));

  it('ends OpenOCD when the command is killed in the middle of the burn, and the next run finishes', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const first = bench.run(args);
      await inTheBurn(bench, () => first.child.kill('SIGKILL'));
      await first.result;
      await gone(processesOf(bench));
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));

  it('ends OpenOCD even when the whole job is killed', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const first = bench.run(args);
      await inTheBurn(bench, () => process.kill(-(first.child.pid ?? 0), 'SIGKILL'));
      await first.result;
      await gone(processesOf(bench));
      await finishes(bench, args);
    }));

  it('keeps OpenOCD from Ctrl-C: what is being burnt is finished and read back', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const first = bench.run([...args, '--json']);
      await inTheBurn(bench, () => process.kill(-(first.child.pid ?? 0), 'SIGINT'));
      const { exitCode, stdout } = await first.result;
      expect(exitCode).toBe(7);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'BURN_STOPPED' });
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));

  it('reports an OpenOCD that dies in the middle of the burn in its own words', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const first = bench.run([...args, '--json']);
      await inTheBurn(bench, () => process.kill(bench.starts()[0]?.pid ?? 0, 'SIGKILL'));
      const { exitCode, stdout } = await first.result;
      expect(exitCode).toBe(7);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'BURN_INTERRUPTED',
        message: expect.stringMatching(/OpenOCD ended by/),
      });
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));

  it('ends with 4 and ends OpenOCD when its guard is killed before anything is written', () =>
    withBench(device, async (bench) => {
      const { probe } = await unit(bench);
      const reading = bench.run(['read', '--device', device, ...probe, '--json']);
      await started(bench);
      process.kill(bench.starts()[0]?.guard ?? 0, 'SIGKILL');
      const { exitCode, stdout } = await reading.result;
      expect(exitCode).toBe(4);
      expect(JSON.parse(stdout).error.message).toMatch(/OpenOCD ended: its guard process is gone/);
      await gone(processesOf(bench));
      expectNothingLeft(bench);
    }));

  it('finds out which chip is behind files that it knows nothing of', () =>
    withBench(device, async (bench) => {
      await unit(bench);
      const { exitCode, stdout } = await bench.run(['read', ...probe, '--json']).result;
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        device: 'STM32F401xE',
        chip: { devId: 0x433, flashKb: 512 },
      });
      expectNothingLeft(bench);
    }));

  it('checks the supply where OpenOCD reports a voltage', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench, ['echo {Info : Target voltage: 1.512300}']);
      const { exitCode, stdout } = await bench.run([...args, '--json']).result;
      expect(exitCode).toBe(5);
      expect(JSON.parse(stdout)).toMatchObject({
        plan: { refusals: [{ code: 'VOLTAGE' }] },
        probe: { vtrefMv: 1512 },
      });
    }));

  it('refuses a second otpforge on the same files', () =>
    withBench(device, async (bench) => {
      const { probe } = await unit(bench);
      const args = ['read', '--device', device, ...probe, '--json'];
      const both = await Promise.all([bench.run(args).result, bench.run(args).result]);
      const busy = both.filter(({ exitCode }) => exitCode !== 0);
      // The second one may begin when the first has ended.
      for (const { stdout } of busy) expect(JSON.parse(stdout).error.code).toBe('PROBE_BUSY');
      expect(busy.length).toBeLessThan(2);
    }));
});

describe('openocd: what is in the working folder', () => {
  const planted = [
    'openocd.cfg',
    'interface/stlink.cfg',
    'target/stm32f4x.cfg',
    'target/swj-dp.tcl',
    'mem_helper.tcl',
  ];

  it('is not run: neither there, nor in a home folder, nor where OPENOCD_SCRIPTS leads', () =>
    withBench(device, async (bench) => {
      const { args } = await unit(bench);
      const home = join(bench.folder, 'home');
      const folders = [bench.folder, home, join(home, '.openocd'), join(home, '.config', 'openocd')];
      for (const path of folders.flatMap((folder) => planted.map((name) => join(folder, name)))) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, `exec touch ${bench.folder}/ran\n`);
      }
      const env = { HOME: home, OPENOCD_SCRIPTS: bench.folder, XDG_CONFIG_HOME: join(home, '.config') };
      const { exitCode, stderr } = await bench.run(args, env).result;
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(existsSync(join(bench.folder, 'ran'))).toBe(false);
    }));

  it('is named by ./ before it, since a bare name is one of OpenOCD’s own scripts', () =>
    withBench(device, async (bench) => {
      await unit(bench);
      const probe = ['--device', device, '--probe', 'openocd:board.cfg'];
      const { exitCode, stderr } = await bench.run(['read', ...probe]).result;
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/board\.cfg is not one of OpenOCD’s own scripts/);
      expect(stderr).toMatch(/write \.\/board\.cfg/);
      expect(bench.starts()).toEqual([]);
    }));
});

describe('an OpenOCD that cannot be used', () => {
  it('is not installed: exit code 9, and how to install it', () =>
    withBench(device, async (bench) => {
      const { probe } = await unit(bench);
      const path = join(bench.folder, 'empty');
      await mkdir(path);
      const { exitCode, stderr } = await bench.run(['read', '--device', device, ...probe], { PATH: path })
        .result;
      expect(exitCode).toBe(9);
      expect(stderr).toMatch(/OpenOCD is not installed[\s\S]*apt install openocd[\s\S]*PROBE_SERVER_MISSING/);
    }));

  it('says why: quoted, with code and cure', () =>
    withBench(device, async (bench) => {
      const { probe } = await unit(bench);
      await bench.say(['Open On-Chip Debugger 0.12.0', 'Info : clock speed 2000 kHz', 'Error: open failed']);
      const { exitCode, stderr } = await bench.run(['read', '--device', device, ...probe]).result;
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/openocd:\.\/board\.cfg: no such probe was found: OpenOCD ended by exit code 1/);
      expect(stderr).toMatch(/and says: "Error: open failed"\n {2}Plug the probe in/);
      expectNothingLeft(bench);
    }));

  it('is too old', () =>
    withBench(device, async (bench) => {
      const { probe } = await unit(bench);
      await bench.say(['Open On-Chip Debugger 0.10.0', 'Error: invalid subcommand "serial 1"']);
      const { exitCode, stderr } = await bench.run(['read', '--device', device, ...probe]).result;
      expect(exitCode).toBe(9);
      expect(stderr).toMatch(/OpenOCD 0\.10 is too old: otpforge needs 0\.12/);
    }));
});

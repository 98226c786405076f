import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gone } from '../support/processes.js';
import { withBench } from './bench.js';
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

const device = 'STM32L476RG';

describe('pyocd: starts the installed pyOCD', () => {
  it('programs a whole unit of a chip that it has found out, and leaves nothing behind', () =>
    withBench(device, async (bench) => {
      await mergeUnit(bench, 'l476');
      await writeFile(join(bench.folder, 'chip.pack'), '');
      const uri = 'pyocd:0669FF,target=stm32l476rg,pack=chip.pack,speed=900,reset=under';
      const env = { PYOCD_PROJECT_DIR: bench.folder };
      const { exitCode, stdout, stderr } = await bench.run([...programArgs, '--probe', uri, '--json'], env)
        .result;
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(stdout)).toMatchObject({
        result: 'done',
        medium: 'silicon',
        probe: { description: 'debug probe 0669FF through pyOCD', serial: '0669FF' },
      });
      await holdsUnit(bench);
      expectNothingLeft(bench);
      const [first] = bench.starts();
      expect(first?.args.slice(5, -4)).toEqual([
        ...['--uid', '0669FF', '--target', 'stm32l476rg', '--pack', join(bench.folder, 'chip.pack')],
        ...['--frequency', '900k', '--connect', 'under-reset'],
      ]);
    }));

  it('leaves no pyOCD behind when it is killed in the middle of the burn, and finishes the next time', () =>
    withBench('STM32F401RE', async (bench) => {
      await mergeUnit(bench, 'f401');
      const args = [...programArgs, '--probe', 'pyocd:', '--device', 'STM32F401RE'];
      const first = bench.run(args);
      await inTheBurn(bench, () => first.child.kill('SIGKILL'));
      await first.result;
      await gone(processesOf(bench));
      await finishes(bench, args);
    }));

  // Unlike OpenOCD it lives on when nobody reads what it prints.
  it('is ended by the command when its guard is killed', () =>
    withBench('STM32F401RE', async (bench) => {
      const args = ['read', '--probe', 'pyocd:', '--device', 'STM32F401RE', '--json'];
      const reading = bench.run(args);
      await started(bench);
      process.kill(bench.starts()[0]?.guard ?? 0, 'SIGKILL');
      const { exitCode, stdout } = await reading.result;
      expect(exitCode).toBe(4);
      expect(JSON.parse(stdout).error.message).toMatch(/pyOCD ended: its guard process is gone/);
      await gone(processesOf(bench));
      expectNothingLeft(bench);
    }));

  it.each([
    ['0000600 E No connected debug probes [connection]', 'PROBE_UNAVAILABLE', /Plug the probe in/],
    [
      '0000600 C Target type stm32x not recognized. [__main__]',
      'PROBE_DEVICE_UNKNOWN',
      /pyocd list --targets/,
    ],
    ['0000600 C No ACK received [__main__]', 'PROBE_UNAVAILABLE', /supply, GND/],
  ])('says why it cannot: %j', (line, code, cure) =>
    withBench(device, async (bench) => {
      await bench.say(['0000100 I something before [board]', line]);
      const { exitCode, stdout } = await bench.run(['read', '--probe', 'pyocd:', '--json']).result;
      expect(exitCode).toBe(4);
      expect(JSON.parse(stdout).error).toMatchObject({
        code,
        message: expect.stringContaining(`pyOCD ended by exit code 1, and says: ${JSON.stringify(line)}`),
        remedy: expect.stringMatching(cure),
      });
    }),
  );

  it('is not installed: exit code 9, and how to install it', () =>
    withBench(device, async (bench) => {
      const { exitCode, stderr } = await bench.run(['read', '--probe', 'pyocd:'], { PATH: '' }).result;
      expect(exitCode).toBe(9);
      expect(stderr).toMatch(/pyOCD is not installed[\s\S]*pipx install pyocd[\s\S]*PROBE_SERVER_MISSING/);
    }));

  it.each([
    ['pyocd:,target=--help', /not a target type/],
    ['pyocd:a b', /not a serial number/],
    ['pyocd:--help', /not a serial number/],
    ['pyocd:,speed=1', /speed=1 is not a number/],
  ])('refuses %s before anything is started', (uri, message) =>
    withBench(device, async (bench) => {
      const { exitCode, stderr } = await bench.run(['read', '--probe', uri]).result;
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
      expect(bench.starts()).toEqual([]);
    }),
  );
});

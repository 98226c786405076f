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
} from './unit.js';

const scripts = '/usr/share/openocd/scripts';

describe.each([
  ['stlink', 'STM32F401RE', 'f401', 'STM32F401xE', 'ST-LINK 0669FF'],
  ['cmsis-dap', 'STM32L476RG', 'l476', 'STM32L4xxxG', 'CMSIS-DAP probe 0669FF'],
] as const)('%s: through the installed OpenOCD', (kind, device, chip, found, called) => {
  it('programs a whole unit of a chip that it has found out, and leaves nothing behind', () =>
    withBench(device, async (bench) => {
      await mergeUnit(bench, chip);
      const { exitCode, stdout, stderr } = await bench.run([
        ...programArgs,
        '--probe',
        `${kind}:0669FF,speed=900,reset=under`,
        '--json',
      ]).result;
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      const document = JSON.parse(stdout);
      expect(document).toMatchObject({
        result: 'done',
        medium: 'silicon',
        probe: { description: `${called} through OpenOCD 0.12.0`, serial: '0669FF' },
      });
      expect(document.plan?.device ?? document.device).toMatch(/^STM32/);
      expect(stderr).toContain(`found ${found}`);
      await holdsUnit(bench);
      expectNothingLeft(bench);
      const [first, second, ...more] = bench.starts().map(({ args }) => args);
      expect(more).toEqual([]);
      expect(first?.join(' ')).toContain('target create otpforge.cpu cortex_m');
      expect(second?.slice(0, 2)).toEqual(['-s', scripts]);
      const target = `${scripts}/target/stm32${chip.slice(0, 2)}x.cfg`;
      const steps = second?.slice(4);
      expect(steps?.slice(0, 4)).toEqual([
        '-f',
        `${scripts}/interface/${kind}.cfg`,
        '-c',
        'adapter serial 0669FF',
      ]);
      expect(steps?.slice(6, 10)).toEqual([
        '-f',
        target,
        '-c',
        'reset_config srst_only srst_nogate connect_assert_srst',
      ]);
      expect(steps?.[11]).toContain('adapter speed 900');
    }));
});

describe('stlink:', () => {
  it('takes --device as a check: another chip is refused, and nothing is written', () =>
    withBench('STM32F401RE', async (bench) => {
      await mergeUnit(bench, 'f401');
      const args = [...programArgs, '--probe', 'stlink:', '--device', 'STM32F412ZG', '--json'];
      const { exitCode, stdout } = await bench.run(args).result;
      expect(exitCode).toBe(5);
      expect(JSON.parse(stdout).refusals ?? JSON.parse(stdout).plan.refusals).toMatchObject([
        { code: 'DEV_ID' },
      ]);
      expect(bench.starts()).toHaveLength(1);
      expectNothingLeft(bench);
    }));

  it('leaves nothing behind when it is killed while it looks which chip there is, and finishes the next time', () =>
    withBench('STM32F401RE', async (bench) => {
      await mergeUnit(bench, 'f401');
      const args = [...programArgs, '--probe', 'stlink:'];
      const first = bench.run(args);
      while (bench.starts().length === 0) await new Promise((later) => setImmediate(later));
      first.child.kill('SIGKILL');
      await first.result;
      await gone(processesOf(bench));
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));

  it('leaves no OpenOCD behind when it is killed in the middle of the burn, and finishes the next time', () =>
    withBench('STM32F401RE', async (bench) => {
      await mergeUnit(bench, 'f401');
      const args = [...programArgs, '--probe', 'stlink:'];
      const first = bench.run(args);
      await inTheBurn(bench, () => first.child.kill('SIGKILL'));
      await first.result;
      await gone(processesOf(bench));
      await finishes(bench, args);
    }));

  it.each([
    ['stlink:0669FF];shutdown', /is not a serial number/],
    ['stlink:0669FF,speed=fast', /speed=fast is not a number from 5 to 50000/],
    ['stlink:0669FF,reset=never', /reset=never is neither/],
    ['cmsis-dap:0669FF,timeout=1', /timeout takes milliseconds/],
  ])('refuses %s before OpenOCD is started', (uri, message) =>
    withBench('STM32F401RE', async (bench) => {
      const { exitCode, stderr } = await bench.run(['read', '--probe', uri]).result;
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
      expect(bench.starts()).toEqual([]);
    }),
  );
});

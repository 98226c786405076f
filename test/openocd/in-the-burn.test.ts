import { describe, expect, it } from 'vitest';
import { withBench } from './bench.js';
import { expectNothingLeft, finishes, holdsUnit, inTheBurn, mergeUnit, programArgs } from './unit.js';

// A write unit of the F4 is one byte, of the L4 eight.
describe.each([
  ['stlink', 'STM32F401RE', 'f401', 12],
  ['cmsis-dap', 'STM32F401RE', 'f401', 12],
  ['cmsis-dap', 'STM32L476RG', 'l476', 3],
] as const)('%s: in the middle of the burn of %s', (kind, device, chip, operation) => {
  const args = [...programArgs, '--probe', `${kind}:`];

  it('keeps OpenOCD from Ctrl-C: what is being burnt is finished and read back', () =>
    withBench(device, async (bench) => {
      await mergeUnit(bench, chip);
      const first = bench.run([...args, '--json']);
      await inTheBurn(bench, () => process.kill(-(first.child.pid ?? 0), 'SIGINT'), operation);
      const { exitCode, stdout } = await first.result;
      const document = JSON.parse(stdout);
      if (chip === 'l476') {
        // It has no locks: what is being burnt is all that is left.
        expect({ exitCode, result: document.result }).toEqual({ exitCode: 0, result: 'done' });
        await holdsUnit(bench);
      } else {
        expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 7, code: 'BURN_STOPPED' });
      }
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));

  it('reports an OpenOCD that dies in its own words, and finishes the next time', () =>
    withBench(device, async (bench) => {
      await mergeUnit(bench, chip);
      const first = bench.run([...args, '--json']);
      // The first start has found out which chip there is.
      await inTheBurn(bench, () => process.kill(bench.starts()[1]?.pid ?? 0, 'SIGKILL'), operation);
      const { exitCode, stdout } = await first.result;
      expect(exitCode).toBe(7);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'BURN_INTERRUPTED',
        message: expect.stringMatching(/OpenOCD ended by/),
      });
      expectNothingLeft(bench);
      await finishes(bench, args);
    }));
});

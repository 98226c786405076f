import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { withBench } from './bench.js';

it.each([
  [l476, 'stm32l4x', 8, 8],
  [f401, 'stm32f4x', 1, 2],
])(
  'all stages of hwcheck pass through the installed OpenOCD on $name',
  (device, target, unit, spent) =>
    withBench(device.name, async (bench) => {
      const board = [
        `adapter driver remote_bitbang; remote_bitbang host 127.0.0.1; remote_bitbang port ${bench.port}`,
        `source [find target/${target}.cfg]`,
      ];
      await writeFile(join(bench.folder, 'board.cfg'), `${board.join('\n')}\n`);
      const args = [
        'hwcheck',
        '--device',
        device.name,
        '--probe',
        'openocd:./board.cfg,timeout=120000',
        '--yes',
        '--json',
      ];
      const { base, size } = device.bank.otp;
      const burnt = () => bench.chip.bench.peek(base, size).filter((byte) => byte !== 0xff).length;
      for (const [flags, bytes] of [
        [[], 0],
        [['--burn-lock', '--confirm', 'BURN'], spent],
      ] as const) {
        const { exitCode, stdout, stderr } = await bench.run([...args, ...flags]).result;
        const document = JSON.parse(stdout);
        const wrong = (document.rows ?? []).filter(
          ({ verdict }: { verdict: string }) => verdict === 'differs',
        );
        expect({ exitCode, wrong, stderr }).toMatchObject({ exitCode: 0, wrong: [] });
        expect(document).toMatchObject({ result: 'complete', medium: 'silicon', otpSpent: bytes });
        expect(burnt()).toBe(bytes);
        const unitRow = document.rows.find(({ id }: { id: string }) => id === 'burn.unit');
        expect(unitRow.otpSpent).toBe(bytes === 0 ? 0 : unit);
        const dpidr = document.rows.find(({ id }: { id: string }) => id === 'look.dpidr');
        // The stand-in for an adapter is JTAG, where OpenOCD shows no DPIDR.
        expect(dpidr).toMatchObject({ verdict: 'skipped' });
        const killed = document.rows.find(({ id }: { id: string }) => id === 'scratch.killed');
        expect(killed.verdict).toBe('ok');
        const review = ['hwcheck', '--review', join(document.folder, 'report.json'), '--json'];
        expect(JSON.parse((await bench.run(review).result).stdout)).toMatchObject({ result: 'confirmed' });
      }
    }),
  900_000,
);

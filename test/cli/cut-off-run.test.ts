import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { apartFromMedium } from '../support/medium.js';

type Run = (command: string, ...args: string[]) => ReturnType<typeof otpforge>;

/** A unit of three write units, the second of which the supply fails behind. */
function cutBehindTheSecond(
  device: typeof f401,
  work: (bench: Record<'run' | 'replay', Run> & { second: number }) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    const { base, writeUnit } = device.bank.otp;
    const bytes = Uint8Array.from({ length: 3 * writeUnit }, (_, index) => index + 1);
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, bytes])));
    const probe = `sim:${device.name},file=unit.chip`;
    const by =
      (uri: string): Run =>
      (command, ...args) =>
        otpforge([command, 'unit.hex', '--probe', uri, '--device', device.name, ...args], folder);
    const run = by(probe);
    const replay = by('replay:run.jsonl');
    const cut = await otpforge(
      ['program', 'unit.hex', '--probe', `${probe},fault=power@2:1`, '--yes', '--json'],
      folder,
    );
    expect(cut.exitCode).toBe(7);
    expect(JSON.parse(cut.stdout)).toMatchObject({ error: { code: 'BURN_INTERRUPTED' } });
    await work({ run, replay, second: base + writeUnit });
  });
}

describe('the same command after a power cut', () => {
  it('programs what may be short once more on STM32F401RE', async () => {
    await cutBehindTheSecond(f401, async ({ run, second }) => {
      const plan = await run('plan', '--json');
      expect(plan.exitCode).toBe(0);
      const { units, hash } = JSON.parse(plan.stdout);
      expect(units).toMatchObject([
        { state: 'burn', reason: 'cut-short', old: '01', wanted: '01' },
        { address: second, state: 'burn', reason: 'cut-short', old: '02', wanted: '02' },
        { state: 'burn', reason: 'blank' },
      ]);
      expect(await run('program', '--confirm', hash)).toMatchObject({ exitCode: 0 });
      expect((await run('plan')).stdout).toContain('3 already there');
    });
  });

  it.each([f401, l476])('leaves a trace that replays to the same end, $name', async (device) => {
    await cutBehindTheSecond(device, async ({ run, replay }) => {
      const flags = ['--accept-suspect', '--yes', '--json'];
      const traced = await run('program', '--trace', 'run.jsonl', ...flags);
      expect(JSON.parse(traced.stdout).plan.units).toContainEqual(
        expect.objectContaining({ reason: 'cut-short' }),
      );
      const replayed = await replay('program', '--trace', 'again.jsonl', ...flags);
      expect(replayed.exitCode).toBe(0);
      const [report, first] = [traced, replayed].map(({ stdout }) => JSON.parse(stdout));
      expect(apartFromMedium(first)).toEqual(apartFromMedium(report));
      const again = await replay('program', '--probe', 'replay:again.jsonl', ...flags);
      expect(JSON.parse(again.stdout)).toEqual(first);
    });
  });

  it('knows of no cut without the journal', async () => {
    await cutBehindTheSecond(f401, async ({ run }) => {
      const { units } = JSON.parse((await run('plan', '--no-journal', '--json')).stdout);
      expect(units.map(({ reason }: { reason: string }) => reason)).toEqual(['equal', 'equal', 'blank']);
    });
  });

  it('refuses the double word that may be short on STM32L476RG, until it is accepted as it reads', async () => {
    await cutBehindTheSecond(l476, async ({ run, second }) => {
      const refused = await run('program', '--yes', '--json');
      expect(refused.exitCode).toBe(5);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        result: 'refused',
        unitsBurnt: 0,
        plan: {
          refusals: [{ code: 'SUSPECT', address: second, remedy: expect.stringMatching(/--accept-suspect/) }],
        },
      });
      expect((await run('plan')).stdout).toMatch(/SUSPECT +0x1FFF7008/);
      expect(await run('program', '--yes', '--accept-suspect')).toMatchObject({ exitCode: 0 });
      expect((await run('plan')).stdout).toContain('3 already there');
    });
  });
});

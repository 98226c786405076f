import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { marked } from '../../src/cli/medium-text.js';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const probe = (uri: string) => ['--probe', uri, '--device', 'STM32F401RE'];
const chip = 'sim:STM32F401RE,file=unit.chip';

async function withUnit(work: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([0x1fff7800, [1, 2, 3, 4]])));
    await work(folder);
  });
}

describe('a run that reaches no real chip', () => {
  it.each([
    ['program', ['program', 'unit.hex', '--yes']],
    ['plan', ['plan', 'unit.hex']],
    ['verify', ['verify', 'unit.hex']],
    ['read', ['read']],
  ] as const)('says so first and last, and in JSON: %s', (_name, [command, ...args]) =>
    withUnit(async (folder) => {
      await otpforge(['program', 'unit.hex', '--yes', ...probe(chip)], folder);
      const trace = join(folder, 'run.jsonl');
      const run = (uri: string, ...more: string[]) =>
        otpforge([command, ...args, ...probe(uri), ...more], folder);
      const simulated = await run(chip, '--trace', 'run.jsonl');
      // Whatever the recorded probe called itself.
      await writeFile(
        trace,
        (await readFile(trace, 'utf8')).replaceAll('simulated STM32F401RE', 'J-Link PLUS V12'),
      );
      const replayed = await run('replay:run.jsonl');
      for (const [{ stdout }, word] of [
        [simulated, 'SIMULATED'],
        [replayed, 'REPLAYED'],
      ] as const) {
        const lines = stdout.trimEnd().split('\n');
        expect(lines[0]).toMatch(new RegExp(`^${word}: `));
        expect(lines.at(-1)).toMatch(new RegExp(` \\(${word}\\)$`));
      }
      expect(JSON.parse((await run(chip, '--json')).stdout)).toMatchObject({ medium: 'simulated' });
      expect(JSON.parse((await run('replay:run.jsonl', '--json')).stdout)).toMatchObject({
        medium: 'replayed',
      });
    }),
  );

  it('is not what a run on silicon says', () => {
    expect(marked({ medium: 'silicon' }, 'done')).toBe('done');
    expect(marked({ medium: 'simulated' }, 'a\ndone')).toMatch(/^SIMULATED: .*\na\ndone \(SIMULATED\)$/);
  });
});

describe('a simulated chip whose file is not there', () => {
  it.each([
    ['plan', ['plan', 'unit.hex']],
    ['program', ['program', 'unit.hex', '--yes']],
    // Refused, and the chip is kept anyway.
    ['program', ['program', 'unit.hex', '--confirm', `p2-${'0'.repeat(64)}`]],
  ])('is made by %s, saved, and named', (_name, args) =>
    withUnit(async (folder) => {
      const { stderr } = await otpforge([...args, ...probe(chip)], folder);
      expect(stderr).toContain('unit.chip: a new simulated chip was made');
      const uid = JSON.parse(await readFile(join(folder, 'unit.chip'), 'utf8')).uid;
      const again = await otpforge(['plan', 'unit.hex', ...probe(chip), '--json'], folder);
      expect(again.stderr).not.toContain('new simulated chip');
      expect(JSON.parse(again.stdout).chip.uid).toBe(uid);
    }),
  );

  it.each([
    ['read', ['read']],
    ['verify', ['verify', 'unit.hex']],
  ])('is refused by %s, and not made', (_name, args) =>
    withUnit(async (folder) => {
      const { exitCode, stdout } = await otpforge([...args, ...probe(chip), '--json'], folder);
      expect([exitCode, JSON.parse(stdout).error]).toMatchObject([
        3,
        { code: 'FILE_NOT_FOUND', details: { file: 'unit.chip' } },
      ]);
      expect(existsSync(join(folder, 'unit.chip'))).toBe(false);
      expect(existsSync(join(folder, 'unit.chip.lock'))).toBe(false);
    }),
  );

  it('is refused by check-dump, which reads files alone', () =>
    withUnit(async (folder) => {
      const args = ['check-dump', 'none.bin', '--image', 'unit.hex', '--device', 'STM32F401RE', '--json'];
      const { exitCode, stdout } = await otpforge(args, folder);
      expect([exitCode, JSON.parse(stdout).error]).toMatchObject([3, { code: 'FILE_NOT_FOUND' }]);
    }));
});

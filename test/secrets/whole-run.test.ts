import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, journalOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { leaksIn } from './leaks.js';
import { type SecretProject, secretProject } from './support.js';

const devices = [
  { device: 'STM32F401RE', bank: 'stm32f4-otp', key: 0x1fff7810 },
  { device: 'STM32L476RG', bank: 'stm32l4-otp', key: 0x1fff7010 },
] as const;

const inProject = (
  { device, bank }: (typeof devices)[number],
  work: (project: SecretProject) => Promise<void>,
) => inFolder(async (folder) => work(await secretProject(folder, device, bank)));

const expectNoLeak = async (project: SecretProject) => {
  for (const [name, output] of await project.outputs()) {
    expect({ name, leaks: leaksIn(output, project.secrets) }).toEqual({ name, leaks: [] });
  }
};

/** Text and JSON of one command, both with an exit code. */
const both = async (project: SecretProject, exitCode: number, ...args: readonly string[]) => {
  const text = await project.run(...args);
  expect([args.join(' '), text.stderr, text.exitCode]).toEqual([args.join(' '), text.stderr, exitCode]);
  expect((await project.run(...args, '--json')).exitCode).toBe(exitCode);
};

describe.each(devices)('secrets on $device', (chip) => {
  it('are in no output of a run that succeeds, nor in its trace and journal', () =>
    inProject(chip, async (project) => {
      const { layout, probe } = project;
      await both(project, 0, 'merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await both(project, 0, 'inspect', 'unit.hex', ...layout);
      await both(project, 0, 'plan', 'unit.hex', ...layout, ...probe, '--trace', 'plan.jsonl');
      const burn = ['program', 'unit.hex', ...layout, ...probe, '--yes', '--trace'];
      await project.run(...burn, 'burn.jsonl');
      expect(JSON.parse((await project.run(...burn, 'again.jsonl', '--json')).stdout)).toMatchObject({
        result: 'nothing-to-do',
      });
      await both(project, 0, 'plan', 'unit.hex', ...layout, ...probe);
      await both(project, 0, 'verify', 'unit.hex', ...layout, ...probe, '--trace', 'verify.jsonl');
      await both(project, 0, 'read', ...layout, ...probe, '--trace', 'read.jsonl');
      await project.run('read', ...layout, ...probe, '-o', 'dump.bin');
      await both(
        project,
        0,
        'map',
        'unit.hex',
        ...layout,
        ...probe,
        '--trace',
        'map.jsonl',
        '--svg',
        'map.svg',
      );
      await both(project, 0, 'map', '--chip-dump', 'dump.bin', '--device', chip.device, ...layout);
      await both(project, 0, 'journal', 'list');
      await both(project, 0, 'journal', 'verify');
      for (const name of ['burn.jsonl', 'read.jsonl'])
        expect(existsSync(join(project.folder, name))).toBe(true);
      expect(existsSync(journalOf(project.folder))).toBe(true);
      await expectNoLeak(project);
      // The search would find them: the files that hold secrets by their nature do.
      const unit = await readFile(join(project.folder, 'unit.hex'));
      expect(leaksIn(unit, project.secrets).length).toBeGreaterThan(15);
      expect(leaksIn(await readFile(join(project.folder, 'dump.bin')), project.secrets)).not.toEqual([]);
    }));

  it('are in no output of a refusal, a conflict or a difference', () =>
    inProject(chip, async (project) => {
      const { layout, probe } = project;
      await project.run('merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await project.run('merge', ...layout, '--data', 'other.json', '-o', 'other.hex');
      await project.run('program', 'unit.hex', ...layout, ...probe, '--yes');
      const trace = (name: string) => ['--trace', `${name}.jsonl`];
      await both(project, 5, 'plan', 'other.hex', ...layout, ...probe, ...trace('plan'));
      await both(project, 5, 'program', 'other.hex', ...layout, ...probe, '--yes', ...trace('program'));
      await both(project, 6, 'verify', 'other.hex', ...layout, ...probe, ...trace('verify'));
      await both(project, 3, 'merge', 'unit.hex', ...layout, '--data', 'other.json', '-o', 'merged.hex');
      await both(project, 3, 'inspect', 'unit.hex', 'other.hex', ...layout);
      await both(project, 8, 'program', 'unit.hex', ...layout, ...probe);
      await project.run('read', ...probe, '-o', 'dump.bin', ...layout);
      const dump = ['check-dump', 'dump.bin', '--image', 'other.hex', '--device', chip.device, ...layout];
      await both(project, 6, ...dump);
      await both(project, 5, 'map', 'other.hex', ...layout, ...probe, '--svg', 'map.svg');
      await both(
        project,
        5,
        'map',
        'other.hex',
        '--chip-dump',
        'dump.bin',
        ...layout,
        '--device',
        chip.device,
      );
      const confirm = ['--confirm', `p2-${'0'.repeat(64)}`];
      await both(project, 5, 'program', 'unit.hex', ...layout, ...probe, ...confirm);
      await expectNoLeak(project);
      const { stdout } = await project.run('plan', 'other.hex', ...layout, ...probe);
      expect(stdout).toMatch(/\(secret, offset 0x1[0-9A-F], \d+ bits impossible\)/);
    }));

  it('are in no output when an image holds only a part of a write unit', () =>
    inProject(chip, async (project) => {
      const { layout, probe, secrets } = project;
      const [{ bytes } = { bytes: new Uint8Array() }] = secrets;
      await writeFile(
        join(project.folder, 'unit.hex'),
        writeIntelHex(imageOf([chip.key, bytes.subarray(0, 13)])),
      );
      const exitCode = chip.bank === 'stm32f4-otp' ? 0 : 5;
      await both(project, exitCode, 'plan', 'unit.hex', ...layout, ...probe, '--trace', 'plan.jsonl');
      await both(project, 0, 'plan', 'unit.hex', ...layout, ...probe, '--fill', '0x00');
      await expectNoLeak(project);
    }));

  it('are in files that only the user may read', () =>
    inProject(chip, async (project) => {
      const { layout, probe, folder } = project;
      await project.run('merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await project.run('program', 'unit.hex', ...layout, ...probe, '--yes', '--trace', 'trace.jsonl');
      await project.run('read', ...probe, '-o', 'dump.hex');
      const modes = new Map<string, number>();
      for (const name of ['unit.hex', 'unit.chip', 'dump.hex', 'trace.jsonl', 'state/key']) {
        modes.set(name, (await stat(join(folder, name))).mode & 0o777);
      }
      const wanted = process.platform === 'win32' ? 0o666 : 0o600;
      expect([...new Set(modes.values())]).toEqual([wanted]);
    }));
});

describe('secrets in files that are refused', () => {
  // No chip is opened, so that one device stands for all.
  it('are in no output when only a part of a write unit is there, or its value breaks a rule', () =>
    inProject(devices[0], async (project) => {
      const { layout, probe } = project;
      const values = (fields: object) => writeFile(join(project.folder, 'unit.json'), JSON.stringify(fields));
      const good = JSON.parse(await readFile(join(project.folder, 'unit.json'), 'utf8'));
      await values({ ...good, key: good.key.slice(2) });
      await both(project, 3, 'merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await values({ ...good, pin: good.pin.replace('-', '_') });
      await both(project, 3, 'merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await writeFile(join(project.folder, 'unit.json'), `{"key": "${good.key}" "pin": "${good.pin}"}`);
      await both(project, 3, 'merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      await both(
        project,
        3,
        'merge',
        ...layout,
        '--data',
        'unit.json',
        '--set',
        `key:${good.key}`,
        '-o',
        'unit.hex',
      );
      await values(good);
      await project.run('merge', ...layout, '--data', 'unit.json', '-o', 'unit.hex');
      const file = join(project.folder, 'unit.hex');
      const whole = await readFile(file, 'utf8');
      await writeFile(file, whole.replace(/..\n/, '00\n'));
      await both(project, 3, 'plan', 'unit.hex', ...layout, ...probe);
      await both(project, 3, 'inspect', 'unit.hex', ...layout);
      await expectNoLeak(project);
    }));
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZoo } from '../map/zoo.js';
import { f4Zoo, l4Zoo } from '../map/zoo-kinds.js';
import { inFolder, otpforge } from '../support/cli.js';

const config = (device: string, extra = '') =>
  `format: otpforge.config/1\nprobe: sim:${device},file=unit.chip\nlayout: otp.yaml\ndevice: ${device}\njournal: journal.jsonl\n${extra}`;

/** A project whose chip is in every state. */
const inProject = (kind: typeof f4Zoo, work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await makeZoo(folder, kind);
    await writeFile(join(folder, 'otpforge.yaml'), config(kind.device.name));
    await work(folder);
  });

describe('otpforge map', () => {
  it('shows the chip of a project, exit 0, in 80 columns, and writes nothing to it', () =>
    inProject(l4Zoo, async (folder) => {
      const before = await readFile(join(folder, 'unit.chip'));
      const { exitCode, stdout } = await otpforge(['map'], folder);
      expect(exitCode).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(lines[0]).toMatch(/^SIMULATED/);
      expect(lines.at(-1)).toMatch(/1 suspect, 1 weak, 1 damaged \(SIMULATED\)$/);
      expect(lines.filter((line) => line.startsWith('0x')).every(({ length }) => length <= 80)).toBe(true);
      expect(stdout).toMatch(/^0x140 {2}!{8} /m);
      expect(stdout).not.toContain('\u001b');
      expect(await readFile(join(folder, 'unit.chip'))).toEqual(before);
    }));

  it('colours signs and keeps them where colours are wanted', () =>
    inProject(l4Zoo, async (folder) => {
      const { stdout } = await otpforge(['map'], folder, { FORCE_COLOR: '1' });
      expect(stdout).toContain('\u001b[1;31m!!!!!!!!\u001b[0m');
    }));

  it('exits with 5 where the plan of the image is refused, as plan does', () =>
    inProject(f4Zoo, async (folder) => {
      const [map, plan] = [
        await otpforge(['map', 'unit.hex'], folder),
        await otpforge(['plan', 'unit.hex'], folder),
      ];
      expect([map.exitCode, plan.exitCode]).toEqual([5, 5]);
      expect(map.stdout).toMatch(/^0x60 {3}e\*/m);
      expect(map.stdout).toMatch(/REFUSED \(CONFLICT\): /);
      expect(map.stdout).toMatch(/block 0 {3}would lock/);
    }));

  it('prints one JSON document', () =>
    inProject(f4Zoo, async (folder) => {
      const { exitCode, stdout } = await otpforge(['map', '--json'], folder);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: 'otpforge.map/1',
        result: 'done',
        source: 'chip',
        medium: 'simulated',
        journal: true,
        area: { name: 'stm32f4-otp' },
      });
    }));

  it('shows the image alone with --no-probe', () =>
    inProject(f4Zoo, async (folder) => {
      const { exitCode, stdout } = await otpforge(['map', 'unit.hex', '--no-probe'], folder);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/the image unit.hex alone: no chip was read/);
      expect(stdout).not.toContain('SIMULATED');
    }));

  it('takes a dump before the probe of a file of defaults, and with --probe refuses both', () =>
    inProject(f4Zoo, async (folder) => {
      await otpforge(['read', '-o', 'otp.bin'], folder);
      const dump = await otpforge(['map', '--chip-dump', 'otp.bin', '--json'], folder);
      expect(JSON.parse(dump.stdout)).toMatchObject({
        source: 'dump',
        files: ['otp.bin'],
        device: 'STM32F401RE',
      });
      const both = await otpforge(['map', '--chip-dump', 'otp.bin', '--probe', 'sim:STM32F401RE'], folder);
      expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/both are named/) });
    }));

  it('says with --no-journal that suspect units do not show', () =>
    inProject(l4Zoo, async (folder) => {
      const { stdout } = await otpforge(['map', '--no-journal'], folder);
      expect(stdout).toMatch(/no journal was read/);
      expect(stdout).not.toContain('?');
    }));

  it.each([
    [['--fill', '0'], /fill means nothing without an image/],
    [['--accept-suspect'], /--accept-suspect means nothing without an image/],
    [['--svg', 'otpforge.yaml'], /the picture otpforge.yaml/],
  ])('refuses %j', (flags, message) =>
    inProject(f4Zoo, async (folder) => {
      expect(await otpforge(['map', ...flags], folder)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringMatching(message),
      });
    }),
  );
});

import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const page = await readFile('README.md', 'utf8');

describe('README', () => {
  it('has commands that make and verify a unit as they stand', async () => {
    const layout = /^```yaml\n(format: otpforge\.layout.*?)^```$/ms.exec(page)?.[1] ?? '';
    const commands = [...page.matchAll(/^\$ otpforge (.*)$/gm)].map(([, line = '']) => line.split(' '));
    expect(commands.map(([name]) => name)).toEqual(['merge', 'plan', 'program', 'read']);
    await inFolder(async (folder) => {
      await copyFile('firmware/example/example-l476.hex', join(folder, 'fw.hex'));
      await writeFile(join(folder, 'otp.yaml'), layout);
      const rows = Array.from({ length: 7 }, (_, row) => `SN-00${row + 1},02:00:00:00:00:0${row + 1}`);
      await writeFile(join(folder, 'units.csv'), `serial,mac\n${rows.join('\n')}\n`);
      let output = '';
      for (const args of commands) {
        // Nobody can be asked in a test.
        const run = await otpforge(args[0] === 'program' ? [...args, '--yes'] : args, folder);
        expect(run.exitCode, run.stderr).toBe(0);
        output = run.stdout;
      }
      expect(output).toContain('SN-007');
      expect(output).toMatch(/crc .*correct/);
    });
  });

  it('links only to files that are there', async () => {
    const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(await readFile(link, 'utf8'), link).not.toBe('');
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const page = await readFile('README.md', 'utf8');

describe('README', () => {
  it('has five commands that make and verify a unit, from an empty folder', async () => {
    const commands = [...page.matchAll(/^\$ otpforge (.*)$/gm)].map(([, line = '']) => line.split(' '));
    expect(commands.map(([name]) => name)).toEqual(['init', 'merge', 'plan', 'program', 'read']);
    await inFolder(async (folder) => {
      let output = '';
      for (const args of commands) {
        // Nobody can be asked in a test.
        const run = await otpforge(args[0] === 'program' ? [...args, '--yes'] : args, folder);
        expect(run.exitCode, run.stderr).toBe(0);
        output = run.stdout;
      }
      expect(output).toContain('SN-EXAMPLE-1');
      expect(output).toMatch(/crc .*correct/);
    });
  });

  it('links only to files that are there', async () => {
    const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(await readFile(link, 'utf8'), link).not.toBe('');
  });
});

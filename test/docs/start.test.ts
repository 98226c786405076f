import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const page = await readFile('docs/start.md', 'utf8');

/** A fenced block: a file to write, or commands to run and lines of what they print. */
const blocks = [...page.matchAll(/^```(\w+)(?: ([^\n]+))?\n(.*?)^```$/gms)].map(
  ([, kind = '', rest, text = '']) => ({
    kind,
    rest,
    text,
  }),
);

describe('docs/start.md', () => {
  it('ends with two verified units, and shows what its commands print', async () => {
    await inFolder(async (folder) => {
      const asked: string[] = [];
      for (const { kind, rest, text } of blocks) {
        if (kind === 'yaml' || kind === 'csv') await writeFile(join(folder, rest ?? ''), text);
        if (kind !== 'console') continue;
        const lines = text.trimEnd().split('\n');
        const commands = lines.filter((line) => line.startsWith('$ otpforge '));
        let output = '';
        for (const [index, command] of commands.entries()) {
          const run = await otpforge(command.split(' ').slice(2), folder);
          const last = index === commands.length - 1;
          const exit = last ? Number(rest?.replace('exit ', '') ?? 0) : 0;
          expect(run.exitCode, `${command}\n${run.stderr}`).toBe(exit);
          asked.push(command.split(' ')[2] ?? '');
          output += run.stdout + run.stderr;
        }
        for (const line of lines.filter((each) => !each.startsWith('$ '))) expect(output).toContain(line);
      }
      expect(asked).toEqual(expect.arrayContaining(['merge', 'plan', 'program', 'read', 'journal']));
    });
  });
});

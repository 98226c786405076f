import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { stateFolderOf } from '../support/cli.js';

/** Runs a page in a folder: its files are written, its commands run, and what they print must hold the lines that it shows. */
export async function walkThrough(page: string, folder: string): Promise<readonly string[]> {
  const env = await withCommand(folder);
  const asked: string[] = [];
  for (const { kind, rest, text } of blocksOf(page)) {
    if (kind === 'yaml' || kind === 'csv') await writeFile(join(folder, rest), text);
    if (kind !== 'console') continue;
    const lines = text.trimEnd().split('\n');
    const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    let output = '';
    for (const [index, command] of commands.entries()) {
      const run = await execa('bash', ['-c', command], { cwd: folder, env, reject: false, stdin: 'ignore' });
      const exit = index === commands.length - 1 ? Number(rest.replace('exit ', '') || 0) : 0;
      expect(run.exitCode, `${command}\n${run.stderr}`).toBe(exit);
      output += run.stdout + run.stderr;
      asked.push(command.replace(/^otpforge /, ''));
    }
    for (const line of lines.filter((each) => !each.startsWith('$ '))) expect(output).toContain(line);
  }
  return asked;
}

/** Fenced blocks with what follows on their first line: the name of a file, or the exit code of the last command. */
function blocksOf(page: string) {
  return [...page.matchAll(/^```(\w+)(?: ([^\n]+))?\n(.*?)^```$/gms)].map(
    ([, kind = '', rest = '', text = '']) => ({ kind, rest, text }),
  );
}

async function withCommand(folder: string): Promise<Readonly<Record<string, string>>> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'otpforge'),
    `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli/main.js')}" "$@"\n`,
  );
  await chmod(join(bin, 'otpforge'), 0o755);
  return { PATH: `${bin}:${process.env.PATH}`, OTPFORGE_STATE_DIR: stateFolderOf(folder) };
}

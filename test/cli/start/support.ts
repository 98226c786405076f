import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A copy of the built command line in a folder, with the files of the package that it reads; returns its main.js. */
export function copyBundle(folder: string): string {
  const copy = join(folder, 'dist', 'cli');
  cpSync('dist/cli', copy, { recursive: true, filter: (path) => !path.endsWith('.map') });
  cpSync('dist/banks', join(folder, 'dist', 'banks'), { recursive: true });
  for (const name of ['banks', 'controllers', 'package.json', 'node_modules'])
    symlinkSync(resolve(name), join(folder, name));
  return join(copy, 'main.js');
}

/** Runs a command line, with a script that is loaded before it where one is given. */
export function runMain(
  main: string,
  args: readonly string[],
  { preload, env }: { readonly preload?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const options = preload === undefined ? [] : ['--require', resolve(preload)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

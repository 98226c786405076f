import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Fills a folder with what a clone has: the tracked files, and no modules. */
export function makeClone(folder: string): void {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  for (const file of files.split('\0').filter((each) => each !== '' && existsSync(each))) {
    cpSync(file, join(folder, file), { preserveTimestamps: true });
  }
}

/**
 * Puts an `npm` into a folder that is npm but for `npm ci`: that downloads nothing, and links the modules that this tree
 * has. Each has a link of its own, so that nobody who removes a clone's modules removes ours.
 */
export function makeNpm(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const file = join(folder, 'npm');
  const link = `for (const name of fs.readdirSync(from)) fs.symlinkSync(from + '/' + name, 'node_modules/' + name)`;
  const script = `const from = ${JSON.stringify(resolve('node_modules'))}; fs.mkdirSync('node_modules'); ${link}`;
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = ci ]; then test -f package-lock.json && exec node -e '${script.replaceAll("'", `'\\''`)}'; fi\nexec ${npm} "$@"\n`,
  );
  chmodSync(file, 0o755);
}

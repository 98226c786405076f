import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tests of the command line run what a user runs: the built package, built anew when a source is newer. */
export function setup(): void {
  const newestSource = Math.max(...['src', 'banks'].map(newest));
  if (existsSync('dist') && newestSource < statSync('dist/cli/main.js').mtimeMs) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

function newest(folder: string): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (file) => statSync(join(folder, file)).mtimeMs,
  );
  return Math.max(...times);
}

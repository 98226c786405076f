import { spawnSync } from 'node:child_process';

/** Tests of the command line run what a user runs: the built package. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

import { spawnSync } from 'node:child_process';
import { isBuildFresh } from '../scripts/fresh-build.mjs';

/** Tests of the command line run what a user runs: the built package, built anew when a source is newer. */
export function setup(): void {
  if (isBuildFresh()) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

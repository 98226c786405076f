import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { root } from './support.mjs';

/** The commit that is checked out here, `-dirty` where tracked files are changed; undefined outside a clone of this repository. */
export function checkedOut() {
  const top = git('rev-parse', '--show-toplevel');
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return undefined;
  const commit = git('rev-parse', 'HEAD');
  const changes = git('status', '--porcelain', '--untracked-files=no');
  return commit && `${commit}${changes === '' ? '' : '-dirty'}`;
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

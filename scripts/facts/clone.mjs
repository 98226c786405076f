import { execFileSync, spawnSync } from 'node:child_process';

/** A git clone, bare or not, read at its HEAD without a work tree and without a network. */
export function clone(folder, repository) {
  const git = (...args) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return {
    source: { repository, commit: git('rev-parse', 'HEAD').trim() },
    list: (under) => git('ls-tree', '-r', '--name-only', 'HEAD', '--', under).trim().split('\n'),
    read: (path) => git('show', `HEAD:${path}`),
    /** Whether the file is there: a mirror may leave out the largest. */
    has: (path) => spawnSync('git', ['-C', folder, 'cat-file', '-e', `HEAD:${path}`]).status === 0,
  };
}

import { readFileSync } from 'node:fs';
import { packagePath } from './package-path.js';

/** The commit that this was built from, with `-dirty` behind it where files were changed; undefined when nobody knows. */
export function commitOf(): string | undefined {
  const commit = read();
  return /^[0-9a-f]{40}(?:-dirty)?$/.test(commit) ? commit : undefined;
}

/** A commit as people read it. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1');
}

// scripts/build.mjs writes it.
function read(): string {
  try {
    return readFileSync(packagePath('dist', 'commit.txt'), 'utf8').trim();
  } catch {
    return '';
  }
}

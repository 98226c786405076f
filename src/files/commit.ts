import { readFileSync } from 'node:fs';
import { packagePath } from './package-path.js';

/** The commit of the clone that this runs from; undefined for an installed package. */
export function commitOf(): string | undefined {
  const head = read('HEAD');
  const [, reference] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? [];
  const commit = reference === undefined ? head : read(reference);
  return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}

function read(name: string): string {
  try {
    return readFileSync(packagePath('.git', name), 'utf8').trim();
  } catch {
    return '';
  }
}

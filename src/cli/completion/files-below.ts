import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Candidate, plainWords } from './answer.js';

/** The files and folders that a path may go on with. Names that a shell would take apart are left to the user. */
export function filesBelow(typed: string, root = ''): readonly Candidate[] {
  const slash = typed.lastIndexOf('/') + 1;
  const [folder, start] = [typed.slice(0, slash), typed.slice(slash)];
  const names = entriesOf(join(root, folder) || '.').filter(
    (name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')),
  );
  const paths = names.map((name) => {
    const path = `${folder}${name}`;
    return isFolder(join(root, path)) ? `${path}/` : path;
  });
  return plainWords(paths.filter((path) => /^[\w./+@-]+$/.test(path)).toSorted());
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

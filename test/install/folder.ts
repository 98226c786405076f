import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstallFile } from '../../src/install/install.js';
import { sha256Of } from '../../src/loader/index.js';

/** Names of all regular files below a folder, sorted, with forward slashes. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

export function put(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** A file to install; `onWrite` runs when it is about to be written. */
export function file(name: string, text: string, onWrite: () => void = () => undefined): InstallFile {
  return {
    name,
    sha256: sha256Of(Buffer.from(text)),
    get content() {
      onWrite();
      return text;
    },
  };
}

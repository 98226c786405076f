import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildTarget } from '../../src/build/build-target.js';

/** Every file of a build in hexadecimal, by its name. */
export async function contents(target: BuildTarget): Promise<ReadonlyMap<string, string>> {
  const files = new Map([['devices.xml', await readFile(target.devicesXml, 'hex')]]);
  for (const name of (await readdir(target.loaders)).sort()) {
    files.set(name, await readFile(join(target.loaders, name), 'hex'));
  }
  return files;
}

/** Changes the text of the manifest. */
export async function editManifest(target: BuildTarget, edit: (text: string) => string): Promise<void> {
  const file = join(target.loaders, 'manifest.json');
  await writeFile(file, edit(await readFile(file, 'utf8')));
}

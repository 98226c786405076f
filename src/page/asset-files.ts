import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { packagePath } from '../files/package-path.js';
import { isErrno, readText } from '../files/read.js';
import type { Asset } from './page-deps.js';

export interface AssetFolders {
  /** What the build makes of src/page/assets. */
  readonly page?: string;
  /** Texts of more languages, such as `de.json`; a folder that is not there has none. */
  readonly texts?: string;
}

/** Reads what the page is made of, by the paths that it is served at. Errors: FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readAssets({
  page = packagePath('dist', 'cli', 'page'),
  texts,
}: AssetFolders = {}): Promise<ReadonlyMap<string, Asset>> {
  const index = await asset(join(page, 'index.html'));
  const files = ['page.js', 'page.css', 'icon.svg'].map(
    async (name) => [`/${name}`, await asset(join(page, name))] as const,
  );
  return new Map([
    ...['/', '/unit', '/shift'].map((path) => [path, index] as const),
    ...(await Promise.all(files)),
    ...(await textsIn(join(page, 'texts'))),
    ...(texts === undefined ? [] : await textsIn(texts)),
  ]);
}

async function textsIn(folder: string): Promise<readonly (readonly [string, Asset])[]> {
  const names = (await namesIn(folder)).filter((name) => /^[a-z]{2,3}\.json$/.test(name));
  return Promise.all(names.map(async (name) => [`/texts/${name}`, await asset(join(folder, name))] as const));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

async function asset(file: string): Promise<Asset> {
  return { type: types[extname(file)] ?? 'application/octet-stream', body: await readText(file) };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAssets } from '../../src/page/asset-files.js';
import { inFolder } from '../support/cli.js';

it('files of the page are served at their paths, with texts of the user’s own languages', () =>
  inFolder(async (folder) => {
    await mkdir(join(folder, 'page', 'texts'), { recursive: true });
    await mkdir(join(folder, 'own'));
    for (const name of ['index.html', 'page.js', 'page.css', 'icon.svg', 'texts/en.json'])
      await writeFile(join(folder, 'page', name), name);
    for (const name of ['de.json', 'en.json', 'notes.txt', 'x.json'])
      await writeFile(join(folder, 'own', name), `own ${name}`);
    const assets = await readAssets({ page: join(folder, 'page'), texts: join(folder, 'own') });
    expect(Object.fromEntries([...assets].map(([path, { body }]) => [path, body]))).toEqual({
      '/': 'index.html',
      '/unit': 'index.html',
      '/shift': 'index.html',
      '/page.js': 'page.js',
      '/page.css': 'page.css',
      '/icon.svg': 'icon.svg',
      '/texts/en.json': 'own en.json',
      '/texts/de.json': 'own de.json',
    });
    expect(assets.get('/')?.type).toBe('text/html; charset=utf-8');
    expect(assets.get('/page.js')?.type).toBe('text/javascript; charset=utf-8');
    const without = await readAssets({ page: join(folder, 'page'), texts: join(folder, 'none') });
    expect(without.has('/texts/de.json')).toBe(false);
    await expect(readAssets({ page: folder })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  }));

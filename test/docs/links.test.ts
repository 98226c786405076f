import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const inDocs = (await readdir('docs', { recursive: true })).filter((name) => name.endsWith('.md'));
const outside = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'changelog/README.md'];
const pages = [...outside, ...inDocs.map((name) => join('docs', name))];

describe.each(pages)('%s', (page) => {
  it('links only to files and headings that are there', async () => {
    const text = await readFile(page, 'utf8');
    for (const [, file = '', heading] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)) {
      const target = file === '' ? page : join(dirname(page), file);
      expect(existsSync(target), `${page}: ${file}`).toBe(true);
      if (heading === undefined) continue;
      expect(headingsOf(await readFile(target, 'utf8')), `${page}: ${file}#${heading}`).toContain(heading);
    }
  });
});

/** Anchors as GitHub makes them. */
function headingsOf(text: string): readonly string[] {
  return [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceTexts } from '../support/sources.js';

const folder = 'dist/cli/page';

describe('what a browser loads', () => {
  it('is one script and one style sheet of our own, and nothing from elsewhere', () => {
    expect(readdirSync(folder).toSorted()).toEqual([
      'icon.svg',
      'index.html',
      'page.css',
      'page.js',
      'texts',
    ]);
    const [html = '', script = '', style = ''] = ['index.html', 'page.js', 'page.css'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)).toEqual([
      '/icon.svg',
      '/page.css',
      '/page.js',
    ]);
    expect(style).not.toMatch(/url\(|@import/);
    expect(script).not.toMatch(/\bimport\s*[("{]|\brequire\(/);
    expect([...script.matchAll(/https?:\/\/[^\s"'`]+/g)].map(([url]) => url)).toEqual([
      'http://www.w3.org/2000/svg',
    ]);
  });

  it('writes text nodes alone, and has no script or style that the policy would refuse', async () => {
    const sources = await sourceTexts('src/page/assets');
    expect(sources.length).toBeGreaterThan(20);
    const found = sources.filter(({ text }) =>
      /innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\(|new Function/.test(text),
    );
    expect(found.map(({ file }) => file)).toEqual([]);
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).not.toMatch(/\son\w+=|style=|<script>|<style/);
  });

  it('is not a part of the library', () => {
    expect(existsSync('dist/page/assets')).toBe(false);
  });
});

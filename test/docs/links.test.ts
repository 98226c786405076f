import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, brokenLinks, linksOf, undefinedNames } from './page-links.js';

const folders = ['docs', 'changelog', '.github', join('firmware', 'example')].filter((folder) =>
  existsSync(folder),
);
const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name).replaceAll('\\', '/')),
  ),
];

describe.each(pages)('%s', (page) => {
  it('links only to files, headings and addresses that can be', async () => {
    const text = await readFile(page, 'utf8');
    expect(brokenLinks(page, text)).toEqual([]);
    expect(undefinedNames(text)).toEqual([]);
  });
});

describe('the pages that are checked', () => {
  it('are all that a reader meets first', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/README.md']),
    );
  });

  it('have links of each kind', async () => {
    const links = (await Promise.all(pages.map((page) => readFile(page, 'utf8')))).flatMap(linksOf);
    expect(links.filter((link) => link.startsWith('https:')).length).toBeGreaterThan(5);
    expect(links.filter((link) => link.includes('#')).length).toBeGreaterThan(20);
    expect(links.filter((link) => link.endsWith('.svg')).length).toBeGreaterThan(1);
  });
});

describe('a link', () => {
  const page = 'docs/README.md';
  const title = '# Title\n\n## Same\n\n## Same\n\n```sh\n# no heading\n```\n';

  it.each([
    '[a](start.md)',
    '[a](../README.md#install)',
    '[a](hosts/)',
    '[a](#title)',
    '[a](#same-1)',
    '![a](pictures/plan.svg)',
    '[a](start.md "with a title")',
    '[![a](pictures/plan.svg)](start.md)',
    '[a][b]\n\n[b]: start.md',
    '<img src="pictures/plan.svg">',
    '[a](https://www.st.com/a_b?c=d#e)',
    '<https://www.st.com>',
    'See https://www.st.com/a, too.',
    '[a](mailto:somebody@example.com)',
    '`[a](none.md)` and `http://localhost:1`',
  ])('is right: %s', (text) => {
    expect(brokenLinks(page, `${title}\n${text}\n`)).toEqual([]);
    expect(undefinedNames(text)).toEqual([]);
  });

  it.each([
    ['[a](none.md)', 'no such file'],
    ['[a](Start.md)', 'no such file'],
    ['[a](start.md#none)', 'no such heading'],
    ['[a](#no-heading)', 'no such heading'],
    ['[a](#same-2)', 'no such heading'],
    ['[a](start.md#a#b)', 'two anchors'],
    ['[a]()', 'leads nowhere'],
    ['[a](/etc/passwd)', 'not relative'],
    ['[a](../../other/README.md)', 'out of the project'],
    ['![a](pictures/none.svg)', 'no such file'],
    ['[![a](pictures/none.svg)](start.md)', 'no such file'],
    ['[b]: none.md', 'no such file'],
    ['<source srcset="none.svg">', 'no such file'],
    ['[a](http://www.st.com)', 'not https'],
    ['[a](https://)', 'not an address'],
    ['[a](https://st)', 'not the name of a host'],
    ['[a](https://127.0.0.1/x)', 'not the name of a host'],
    ['[a](https://me@st.com)', 'name of a user'],
    ['[a](javascript:alert)', 'not https'],
    ['[a](mailto:nobody)', 'not a mail address'],
    ['[a](https://www.st.com/a.)', 'mark of the sentence'],
    ['See http://www.st.com, too.', 'not https'],
    ['<http://www.st.com>', 'not https'],
  ])('is wrong: %s', (text, problem) => {
    const broken = brokenLinks(page, `${title}\n${text}\n`);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toContain(problem);
  });

  it('by a name needs a line that says where it leads', () => {
    expect(undefinedNames('[a][b] and [c][]\n\n[b]: x.md')).toEqual(['c']);
  });

  it('leads to headings as GitHub names them', () => {
    expect(anchorsOf('# What `exit 0` means, and [why](x.md)?\n## A_b – c\n')).toEqual([
      'what-exit-0-means-and-why',
      'a_b--c',
    ]);
  });
});

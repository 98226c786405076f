import { describe, expect, it } from 'vitest';
import { docs, listDocs } from '../../src/api/docs.js';
import { markdownText } from '../../src/cli/markdown/render.js';
import { widthOf } from '../../src/cli/wrap.js';
import { docPages, topicNames } from '../../src/docs/index.js';
import { errorCodes } from '../../src/errors/index.js';
import { plain } from '../../src/text/tone.js';
import { sourceTexts } from '../support/sources.js';

const pages = await docPages();
const sources = await sourceTexts('src');

describe('otpforge docs', () => {
  it('lists the pages as docs/README.md does, in its order', async () => {
    const { sections } = await listDocs();
    expect(sections.map(({ title }) => title)).toEqual(['Start', 'Do', 'Look up', 'Understand']);
    const topics = sections.flatMap((section) => section.topics.map(({ topic }) => topic));
    expect(topics.slice(0, 3)).toEqual(['start', 'hosts/stlink', 'jlink']);
    expect(sections[0]?.topics).toEqual([{ topic: 'start', title: 'The first unit' }]);
  });

  it('lists every page, but for single decisions', async () => {
    const { sections } = await listDocs();
    const listed = new Set(sections.flatMap((section) => section.topics.map(({ topic }) => topic)));
    const left = pages.filter(({ topic }) => !listed.has(topic) && !/^decisions\//.test(topic));
    expect(left.map(({ file }) => file)).toEqual(['docs/README.md']);
  });

  it('finds each page by its topic, its path and its short name', async () => {
    for (const { topic, file, title } of pages.filter((page) => page.topic !== '')) {
      for (const query of [topic, file, topic.toUpperCase()]) {
        if (file.endsWith('README.md') && query === file) continue;
        expect(await docs(query), query).toMatchObject({
          topic,
          title,
          markdown: expect.stringContaining(`# ${title}`),
        });
      }
    }
    expect(await docs('stlink')).toMatchObject({ file: 'docs/hosts/stlink.md' });
    // The page of the probe, and not that of the programs.
    expect(await docs('jlink')).toMatchObject({ file: 'docs/jlink.md' });
  });

  it('finds a part of a page by the anchor of its heading, and ends it before the next one', async () => {
    const { topic, markdown } = await docs('safety#after-a-failure');
    expect(topic).toBe('safety#after-a-failure');
    expect(markdown).toMatch(/^## After a failure\n/);
    const { markdown: first } = await docs('safety#what-otpforge-promises');
    expect(first).toMatch(/^## What otpforge promises\n/);
    expect(first).not.toContain('## What exit 0 means');
  });

  it.each(Object.entries(errorCodes))('explains %s', async (code, exit) => {
    const { topic, markdown } = await docs(code);
    expect(topic).toBe(code);
    expect(markdown).toMatch(new RegExp(`^# ${code}\n\nExit code ${exit}: .`));
  });

  it('explains what a plan is refused for', async () => {
    const { markdown } = await docs('dev_id');
    expect(markdown).toMatch(/^# DEV_ID\n\nExit code 5: refused/);
    expect(markdown).toContain('not the chip of `--device`');
    const { markdown: spare } = await docs('SUSPECT');
    expect(spare).toMatch(/for a lock over it, run the interrupted command first/);
  });

  it.each([
    ['saftey', 'Did you mean safety?'],
    ['PLAN_CHNAGED', 'Did you mean PLAN_CHANGED?'],
    ['safety#after-a-failrue', 'Did you mean safety#after-a-failure?'],
    ['qqqqqq', 'otpforge docs lists the pages.'],
    ['../package', 'otpforge docs lists the pages.'],
    ['__proto__', 'otpforge docs lists the pages.'],
  ])('has no page for %s', async (topic, remedy) => {
    await expect(docs(topic)).rejects.toMatchObject({ code: 'USAGE', remedy });
  });
});

describe('a message that names otpforge docs', () => {
  it('names a page, or a part of one, that is there', async () => {
    const named = sources.flatMap(({ text }) =>
      [...text.matchAll(/otpforge docs ([a-z][\w/#-]+)/g)].flatMap(([, topic]) => topic ?? []),
    );
    const topics = named.filter((topic) => topic !== 'lists' && topic !== 'finds');
    expect(topics.length).toBeGreaterThan(8);
    for (const topic of topics) await expect(docs(topic), topic).resolves.toBeDefined();
  });

  it('is in place of the name of a file', async () => {
    for (const { file, text } of sources) {
      const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '').replaceAll(/ \/\*\*.*\*\//g, '');
      expect(code, file).not.toMatch(/(?<!file: ')docs\/[\w/-]+\.md/);
    }
  });
});

describe.each(pages.map(({ file, markdown }) => [file, markdown] as const))(
  '%s in a terminal',
  (file, markdown) => {
    it.each([80, 60, 40])('fits %d columns', (columns) => {
      const text = plain(markdownText(markdown, file, columns));
      expect(text.split('\n').filter((line) => widthOf(line) > columns)).toEqual([]);
    });

    it('loses no word, and shows where links lead', () => {
      const text = plain(markdownText(markdown, file, 1000));
      const words = (part: string) => part.match(/[\p{L}\p{N}]+/gu) ?? [];
      const source = markdown
        .replaceAll(/^```.*$/gm, '')
        .replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/\[([^\]]*\.md)\]\([^)]*\)/g, '')
        .replaceAll(/\]\([^)]*\)/g, ']');
      const shown = new Set(words(text));
      expect(words(source).filter((word) => !shown.has(word))).toEqual([]);
      expect(text).not.toMatch(/\]\((?!\d)/);
      expect(text).not.toMatch(/^\|/m);
    });
  },
);

describe('the names that a shell completes', () => {
  it('are those of pages and codes, each found', async () => {
    const names = topicNames(pages);
    expect(names).toEqual(
      expect.arrayContaining(['stlink', 'hosts/stlink', 'safety', 'DEV_ID', ...Object.keys(errorCodes)]),
    );
    for (const name of names) await expect(docs(name), name).resolves.toBeDefined();
  });
});

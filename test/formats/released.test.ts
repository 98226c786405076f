import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal, readJournal } from '../../src/journal/index.js';
import { beginEntry } from '../journal/entries.js';
import { inFolder } from '../support/cli.js';
import { caches, formatOfFile, formatsOfCode, released } from './known.js';
import { readers } from './readers.js';
import { lostKeys } from './shape.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const versions = readdirSync(released);
const files = versions.flatMap((of) =>
  readdirSync(join(released, of)).map((name) => join(released, of, name)),
);
const page = readFileSync('docs/formats.md', 'utf8');

describe('the files of every released version', () => {
  it.each(files.filter((path) => nameOf(path) in readers))('%s is read', (path) =>
    readers[nameOf(path)]?.(path),
  );

  it.each(files.filter((path) => !(nameOf(path) in readers)))(
    '%s is a document, which nothing reads',
    (path) => {
      expect(JSON.parse(readFileSync(path, 'utf8')).format).toBe(formatOfFile(path));
      expect(nameOf(path)).toBe(`${/otpforge\.([a-z0-9-]+)/.exec(formatOfFile(path) ?? '')?.[1]}.json`);
    },
  );

  it('name no folder of the machine that wrote them', () => {
    for (const path of files)
      expect(readFileSync(path, 'latin1'), path).not.toMatch(/\/(tmp|home|root|work)\//);
  });

  it('has this version among them, or the last one before its release', () => {
    expect(versions).toContain(version);
  });

  it('has each kind of file that can be read', () => {
    const names = readdirSync(join(released, version));
    expect(names).toEqual(expect.arrayContaining(Object.keys(readers)));
  });
});

describe('the formats of the code', () => {
  const formats = formatsOfCode();

  it('are found where they are', () => {
    expect(formats).toEqual(
      expect.arrayContaining(['otpforge.bank/2', 'otpforge.plan/2', 'otpforge.error/1']),
    );
    expect(formats.length).toBeGreaterThan(30);
  });

  it.each(formats.filter((format) => !caches.includes(format)))(
    '%s has a file of this version: npm run formats',
    (format) => {
      const own = readdirSync(join(released, version)).map((name) => join(released, version, name));
      expect(own.map(formatOfFile)).toContain(format);
    },
  );

  it.each(formats)('%s is in docs/formats.md', (format) => {
    expect(page).toContain(`\`${format.replace('otpforge.', '')}\``);
  });

  it('are all that docs/formats.md names', () => {
    const named = [...page.matchAll(/`([a-z0-9-]+\/\d+)`/g)].map(([, name = '']) => `otpforge.${name}`);
    expect(formats).toEqual(expect.arrayContaining([...new Set(named)]));
  });
});

describe('a cache of another version', () => {
  it('is made again', () =>
    inFolder(async (folder) => {
      const journal = join(folder, 'journal.jsonl');
      const { writeFile, copyFile } = await import('node:fs/promises');
      await copyFile(join(released, versions[0] ?? '', 'journal.jsonl'), journal);
      await writeFile(`${journal}.index`, '{"format":"otpforge.journal-index/99"}\n');
      const lines = (await readJournal(journal)).entries.length;
      await appendToJournal(journal, beginEntry({ uid: '00' }));
      expect((await readJournal(journal)).entries).toHaveLength(lines + 1);
    }));
});

describe('what a document has lost', () => {
  it.each<[string, unknown, unknown, readonly string[]]>([
    ['nothing', { a: 1, b: [{ c: 1 }] }, { a: 2, b: [{ c: 3, d: 4 }], e: 5 }, []],
    ['a key', { a: { b: 1 } }, { a: {} }, ['.a.b: gone']],
    ['a type', { a: 1 }, { a: '1' }, ['.a: number is string']],
    ['a key of a list', { a: [{ b: 1 }, { c: 1 }] }, { a: [{ c: 1 }] }, ['.a[].b: gone']],
    ['a list', { a: [1] }, { a: { 0: 1 } }, ['.a: list is object']],
  ])('is %s', (_what, old, now, lost) => {
    expect(lostKeys(old, now)).toEqual(lost);
  });
});

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

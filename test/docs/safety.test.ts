import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mutants } from '../../scripts/mutants/index.mjs';
import { type RefusalCode, refusalSchema } from '../../src/burn/plan-types.js';
import { errorCodes } from '../../src/errors/index.js';

const page = await readFile('docs/safety.md', 'utf8');

describe('docs/safety.md', () => {
  it('names only tests that are there', async () => {
    const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(20);
    for (const file of named) {
      expect(file).toMatch(/\.test\.ts$/);
      expect(await readFile(file, 'utf8'), file).toMatch(/\b(?:describe\w*|expect)\b/);
    }
  });

  it('names the tests of every refusal', async () => {
    const tests = (await readdir('test/refusals')).filter((name) => name.endsWith('.test.ts'));
    for (const name of tests) expect(page).toContain(`test/refusals/${name}`);
  });

  it('tells the way out of every refusal, and only codes that there are', () => {
    const rows = [...page.matchAll(/^- ((?:`[A-Z0-9_]+`(?:, )?)+):/gm)].map(([, cell = '']) => cell);
    const codes = rows.flatMap((cell) => cell.replaceAll('`', '').split(', '));
    const refusals: readonly RefusalCode[] = refusalSchema.unwrap().shape.code.options;
    expect(codes).toEqual(expect.arrayContaining([...refusals]));
    const known: ReadonlySet<string> = new Set([...refusals, ...Object.keys(errorCodes)]);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
  });

  it('gives each clause of exit 0 a test and a mutant that are there', () => {
    const [, table = ''] = /## What exit 0 means\n([\s\S]*?)\n## /.exec(page) ?? [];
    const rows = [...table.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].slice(2);
    expect(rows.length).toBeGreaterThanOrEqual(15);
    const names = new Map(mutants.map(({ name, tests }) => [name, tests]));
    for (const [, clause = '', tests = '', broken = ''] of rows) {
      const named = [...tests.matchAll(/`test\/([^`]+)`/g)].map(([, file = '']) => file);
      expect(named, clause).not.toEqual([]);
      for (const mutant of broken.trim().split(', ')) {
        expect(names.get(mutant), `${clause}: ${mutant}`).toBeDefined();
        expect(
          names.get(mutant)?.some((file) => named.includes(file)),
          `${clause}: ${mutant}`,
        ).toBe(true);
      }
    }
  });

  it('links only to files and commands that are there', async () => {
    const links = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(await readFile(`docs/${link}`, 'utf8'), link).not.toBe('');
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    for (const [, script = ''] of page.matchAll(/`npm run (\w+)/g)) expect(scripts).toHaveProperty(script);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const reporter = pathToFileURL(resolve('test/package/report-imports.mjs')).href;
const engines = /\/node_modules\/(pg|@photostructure)\/|\bsqlite$|\/ledger\/(sqlite|postgres)\//;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-imports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a program loads that imports the package, or a part of it, and then perhaps does more. */
function loadedBy(more: string, part = 'index'): readonly string[] {
  const program = `const otpforge = await import(${JSON.stringify(pathToFileURL(resolve(`dist/${part}.js`)).href)}); ${more}`;
  const args = ['--import', reporter, '--input-type=module', '--eval', program];
  const report = join(folder, 'loaded.txt');
  const env = { ...process.env, IMPORTS: report };
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  return readFileSync(report, 'utf8').split('\n');
}

describe('a program that imports the package', () => {
  it.each(['index', 'ledger', 'station'])('loads no database and no thread of one with %s', (part) => {
    const loaded = loadedBy('', part);
    expect(loaded.some((each) => each.endsWith(`/dist/${part}.js`))).toBe(true);
    expect(loaded.filter((each) => engines.test(each))).toEqual([]);
  });

  it.each(['index', 'ledger', 'station'])('loads nothing of the page of a station with %s', (part) => {
    const page = /\/node_modules\/(hono|@hono)\/|\/page\/|\/cli\//;
    expect(loadedBy('', part).filter((each) => page.test(each))).toEqual([]);
    // The command line has it.
    expect(existsSync('dist/page')).toBe(false);
  });

  it('loads the engine of a ledger when it opens one', () => {
    const open = pathToFileURL(resolve('dist/ledger/index.js')).href;
    const loaded = loadedBy(
      `const { openDatabase } = await import('${open}'); await openDatabase({ engine: 'sqlite', file: '/nowhere/line.db' }).catch(() => {});`,
      'ledger',
    );
    expect(loaded.some((each) => engines.test(each))).toBe(true);
  });
});

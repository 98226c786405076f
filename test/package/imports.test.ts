import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const reporter = pathToFileURL(resolve('test/package/report-imports.mjs')).href;
const engines = /\/node_modules\/(pg|@photostructure)\/|\bsqlite$|\/ledger\/(sqlite|postgres)\//;

/** What a program loads that imports the package, and then perhaps does more. */
function loadedBy(more: string): readonly string[] {
  const program = `const otpforge = await import(${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)}); ${more}`;
  const args = ['--import', reporter, '--input-type=module', '--eval', program];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status, stderr.slice(-500)).toBe(0);
  return stderr.split('\n');
}

describe('a program that imports the package', () => {
  it('loads no database and no thread of one', () => {
    const loaded = loadedBy('');
    expect(loaded.some((each) => each.endsWith('/dist/index.js'))).toBe(true);
    expect(loaded.filter((each) => engines.test(each))).toEqual([]);
  });

  it('loads the engine of a ledger when it opens one', () => {
    const open = pathToFileURL(resolve('dist/ledger/index.js')).href;
    const loaded = loadedBy(
      `const { openDatabase } = await import('${open}'); await openDatabase({ engine: 'sqlite', file: '/nowhere/line.db' }).catch(() => {});`,
    );
    expect(loaded.some((each) => engines.test(each))).toBe(true);
  });
});

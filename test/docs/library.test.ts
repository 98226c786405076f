import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import * as ledger from '../../src/ledger.js';
import * as station from '../../src/station.js';

const page = await readFile('docs/library.md', 'utf8');

describe('docs/library.md', () => {
  it('names every function that the package exports, and no other', () => {
    const rows = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)];
    const named = rows.flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '));
    const exported = Object.entries({ ...library, ...ledger, ...station })
      .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
      .map(([name]) => name);
    expect(named.toSorted()).toEqual(exported.toSorted());
  });
});

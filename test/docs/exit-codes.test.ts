import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/errors/index.js';

const page = await readFile('docs/exit-codes.md', 'utf8');

describe('docs/exit-codes.md', () => {
  it('lists every error code under its exit code, and no other', () => {
    const rows = [...page.matchAll(/^\| (\d)(?:, \w+)? \| (`[A-Z0-9_]+`(?:, `[A-Z0-9_]+`)*) \|$/gm)];
    const listed = rows.flatMap(([, exit, cell = '']) =>
      cell
        .replaceAll('`', '')
        .split(', ')
        .map((code) => `${code} ${exit}`),
    );
    const codes = Object.entries(errorCodes).map(([code, exit]) => `${code} ${exit}`);
    expect(listed.toSorted()).toEqual(codes.toSorted());
  });
});

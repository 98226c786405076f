import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inFolder } from '../support/cli.js';
import { oneBenchOf } from './production-page.js';
import { walkThrough } from './walkthrough.js';

describe('docs/production.md', () => {
  it('brings a spreadsheet onto boards, and the line through scrap, replacement, report and a lost disk', async () => {
    const page = oneBenchOf(await readFile('docs/production.md', 'utf8'));
    const asked = await inFolder((folder) => walkThrough(page, folder));
    for (const command of ['load', 'backup', 'scrap', 'replace', 'report', 'restore', 'verify'])
      expect(asked.some((each) => each.startsWith(`ledger ${command} `))).toBe(true);
  });
});

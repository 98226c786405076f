import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inFolder } from '../support/cli.js';
import { walkThrough } from './walkthrough.js';

describe('docs/start.md', () => {
  it('ends with two verified units, and shows what its commands print', async () => {
    const page = await readFile('docs/start.md', 'utf8');
    const asked = await inFolder((folder) => walkThrough(page, folder));
    for (const command of ['merge', 'plan', 'program', 'read', 'journal'])
      expect(asked.some((each) => each.startsWith(command))).toBe(true);
  });
});

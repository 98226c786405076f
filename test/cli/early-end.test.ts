import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforgeProcess } from '../support/cli.js';

const waits = {
  NODE_OPTIONS: `--import=${pathToFileURL(resolve('test/cli/never-answers.mjs'))}`,
  NEVER_ANSWERS: 'layout.yaml',
};

const withLayout = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await copyFile('test/support/layout-2.yaml', join(folder, 'layout.yaml'));
    await work(folder);
  });

describe('a process that ends before its command', () => {
  it('ends with 1 and says so', () =>
    withLayout(async (folder) => {
      const { exitCode, stderr } = await otpforgeProcess(['lint', 'layout.yaml'], folder, waits);
      expect(stderr).toContain('the process ended before the command had done its work');
      expect(exitCode).toBe(1);
    }));

  it('ends with 1 and an error document under --json', () =>
    withLayout(async (folder) => {
      const { exitCode, stdout } = await otpforgeProcess(['lint', 'layout.yaml', '--json'], folder, waits);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'INTERNAL', exitCode: 1 } });
      expect(exitCode).toBe(1);
    }));
});

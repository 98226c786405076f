import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

/** From a folder that has nothing to do with the package. */
const run = (...args: readonly string[]) => inFolder((folder) => otpforge(['docs', ...args], folder));

describe('otpforge docs', () => {
  it('lists the pages, in 80 columns and without colours in a pipe', async () => {
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Start\n {2}start +The first unit\n\nDo\n/);
    expect(stdout).toMatch(/^ {2}hosts\/stlink +ST-LINK and CMSIS-DAP probes$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });

  it('prints a page', async () => {
    const { exitCode, stdout } = await run('rehearsal');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# Rehearsals\n/);
    expect(stdout).toMatch(/This one is docs\/rehearsal\.md\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });

  it('explains a code', async () => {
    const { stdout } = await run('PLAN_CHANGED');
    expect(stdout).toMatch(/^# PLAN_CHANGED\n\nExit code 7: interrupted after the first write\.\n/);
  });

  it('prints a page as one document, with its Markdown as it is', async () => {
    expect(JSON.parse((await run('stlink', '--json')).stdout)).toMatchObject({
      format: 'otpforge.page/1',
      topic: 'hosts/stlink',
      file: 'docs/hosts/stlink.md',
      markdown: expect.stringMatching(/^# ST-LINK and CMSIS-DAP probes\n/),
    });
    expect(JSON.parse((await run('--json')).stdout)).toMatchObject({
      format: 'otpforge.docs/1',
      sections: expect.arrayContaining([
        { title: 'Start', topics: [{ topic: 'start', title: 'The first unit' }] },
      ]),
    });
  });

  it('has a suggestion for a page that is misspelt', async () => {
    const { exitCode, stderr } = await run('jorunal');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no page or code called "jorunal"\n {2}Did you mean journal\?/);
  });
});

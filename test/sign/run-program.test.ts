import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../../src/sign/index.js';
import { inFolder } from '../support/cli.js';
import { gone } from '../support/processes.js';

const node = (script: string, timeout = 60) => ({
  command: [process.execPath, '-e', script],
  timeout,
});

it('a program gets what is added to the environment, beside what is there', async () => {
  const script = "process.stdout.write(process.env.OTPFORGE_UID + ' ' + process.env.PATH)";
  const end = await runProgram(node(script), { env: { OTPFORGE_UID: '0042' } });
  expect(end).toEqual({ ended: 'well', output: new Uint8Array(Buffer.from(`0042 ${process.env.PATH}`)) });
});

it('a silent program may print without end, and has nothing to read', async () => {
  const script =
    "if (require('fs').readFileSync(0).length === 0) process.stdout.write(Buffer.alloc(3e6)); else process.exit(1)";
  expect(await runProgram(node(script), { isSilent: true })).toMatchObject({ ended: 'well' });
  expect(await runProgram(node('process.exit(7)'), { isSilent: true })).toEqual({
    ended: 'badly',
    why: 'it ended with exit code 7',
  });
});

it('a program ends by a signal with all that it has started, and is not started behind it', () =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    const file = join(folder, 'pids');
    const child =
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid";
    // The name is there with all of its content, so that nobody reads a half.
    const script = `const fs = require('fs'); fs.writeFileSync('new', process.pid + ' ' + ${child}); fs.renameSync('new', 'pids'); setInterval(() => {}, 1000)`;
    const run = runProgram({ ...node(script), folder }, { isSilent: true, signal: stop.signal });
    await expect.poll(() => existsSync(file), { timeout: 30_000 }).toBe(true);
    stop.abort();
    expect(await run).toEqual({ ended: 'stopped' });
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await gone(pids);
    const again = await runProgram({ ...node('process.exit(0)'), folder }, { signal: stop.signal });
    expect(again).toEqual({ ended: 'stopped' });
  }));

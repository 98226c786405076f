import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, otpforge, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const unit = ['unit.hex', '--probe', 'sim:STM32F401RE,file=unit.chip'];

/** Runs a command with the named outputs on a full disk, or its standard output closed by its reader. */
async function runWith(
  folder: string,
  fails: { out?: 'full' | 'closed'; err?: 'full' },
  args: readonly string[],
) {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
    cwd: folder,
    env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder) },
    stdio: ['ignore', fails.out === 'full' ? full : 'pipe', fails.err === 'full' ? full : 'pipe'],
  });
  const closed = once(child, 'close');
  if (fails.out === 'closed') child.stdout?.destroy();
  const read = async (stream: typeof child.stdout) => (stream?.readable ? text(stream) : '');
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  const [exitCode]: (number | null)[] = await closed;
  closeSync(full);
  return { exitCode, stdout, stderr };
}

const withUnit = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([f401.bank.otp.base, [1, 2, 3, 4]])));
    await saveChip(join(folder, 'unit.chip'), SimulatedChip.create(f401));
    await work(folder);
  });

async function expectBurnt(folder: string): Promise<void> {
  expect(await otpforge(['verify', ...unit], folder)).toMatchObject({ exitCode: 0 });
}

describe('an output that fails', () => {
  it('breaks no burn off when it is standard error, and notes are lost', () =>
    withUnit(async (folder) => {
      // A torn journal makes the run write a note before its first write.
      await writeFile(join(folder, 'j.jsonl'), '{"format":"otpforge.journal/1","prev');
      const args = ['program', ...unit, '--yes', '--journal', 'j.jsonl'];
      const { exitCode, stdout } = await runWith(folder, { err: 'full' }, args);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('4 bytes burnt');
      await expectBurnt(folder);
    }));

  it('is told with exit code 1, and no stack, when it is standard output', () =>
    withUnit(async (folder) => {
      const { exitCode, stderr } = await runWith(folder, { out: 'full' }, [
        'program',
        ...unit,
        '--yes',
        '--json',
      ]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^otpforge: standard output cannot be written: ENOSPC.*\n.*run the command again/,
      );
      expect(stderr.split('\n')).toHaveLength(3);
      await expectBurnt(folder);
    }));

  it('leaves the exit code of what failed by itself', () =>
    withUnit(async (folder) => {
      const missing = ['plan', 'none.hex', ...unit.slice(1), '--json'];
      expect((await runWith(folder, { out: 'full' }, missing)).exitCode).toBe(3);
    }));

  it('is nothing to tell of when its reader has gone', () =>
    withUnit(async (folder) => {
      const closed = await runWith(folder, { out: 'closed' }, ['program', ...unit, '--yes', '--json']);
      expect(closed).toMatchObject({ exitCode: 0, stderr: '' });
      await expectBurnt(folder);
    }));
});

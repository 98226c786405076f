import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inFolder, stateFolderOf } from '../support/cli.js';

/** What a terminal shows of `otpforge init` and these answers, which are typed when a question has come. */
async function typed(folder: string, answers: readonly string[]): Promise<string> {
  const pairs = answers.flatMap((answer) => ['[\\]\\)]: ', answer]);
  const command = [process.execPath, resolve('dist/cli/main.js'), 'init'];
  const { stdout } = await promisify(execFile)(
    'zsh',
    ['-f', resolve('test/cli/answer.zsh'), ...pairs, '--', ...command],
    { cwd: folder, env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder) } },
  );
  return stdout;
}

describe('otpforge init at a terminal', () => {
  it('asks for probe, chip, fields and locks', () =>
    inFolder(async (folder) => {
      const shown = await typed(folder, ['', 'STM32F401RE', 'serial,crc', '0']);
      expect(shown).toContain('written for STM32F401RE');
      expect(shown).toContain('Rehearsed on a simulated STM32F401RE: serial SN-EXAMPLE-1, crc correct');
      const text = (name: string) => readFileSync(join(folder, name), 'utf8');
      expect(text('otp.yaml')).toMatch(/^lock: \[0\]$/m);
      expect(text('units.csv')).toBe('serial\nSN-EXAMPLE-1\nSN-EXAMPLE-2\n');
      expect(text('otpforge.yaml')).toMatch(/^probe: "sim:STM32F401RE,file=board1\.chip"$/m);
    }));

  it('writes nothing when an answer is refused, or none is given', () =>
    inFolder(async (folder) => {
      expect(await typed(folder, ['', 'STM32F401RE', 'serial', 'first'])).toContain('[USAGE]');
      // Ctrl-D
      expect(await typed(folder, ['', '\u0004'])).toContain('[DECLINED]');
      expect(readdirSync(folder)).toEqual([]);
    }));
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/cli/shell-word.js';
import { inFolder, otpforge } from '../support/cli.js';
import { fc, runs } from '../support/property.js';

describe('a path in a command that people copy', () => {
  it('stays as it is where no shell minds', () => {
    for (const path of ['burn/otp.tcl', '/a-b/ü_1.hex', '.']) expect(shellWord(path, 'linux')).toBe(path);
    expect(shellWord('C:\\burn\\otp.tcl', 'win32')).toBe('C:\\burn\\otp.tcl');
    expect(shellWord('C:\\my burn', 'win32')).toBe('"C:\\my burn"');
  });

  it('is one word to a shell, and the same one', () => {
    const path = fc.string({
      unit: fc.constantFrom(...'ab /\\\'"$`*?[]{}()<>|&;#~!=%,-é\n'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 30 }), (paths) => {
        const words = paths.map((each) => shellWord(each, 'linux')).join(' ');
        const said = execFileSync('sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' });
        expect(said.split('\0').slice(0, -1)).toEqual(paths);
      }),
      { numRuns: runs(30) },
    );
  });

  it('is printed so by the exports', () =>
    inFolder(async (folder) => {
      const out = "it's $& here";
      const quoted = `'it'\\''s $& here`;
      expect((await otpforge(['export', 'pyocd', '--out', out], folder)).stdout).toContain(
        `--script ${quoted}/pyocd_user.py' unit.hex`,
      );
      expect((await otpforge(['export', 'jlink', '--out', `${out}2`], folder)).stdout).toContain(
        `${quoted}2', or`,
      );
    }));
});

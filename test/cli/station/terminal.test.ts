import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateFolderOf } from '../../support/cli.js';
import { inTerminal } from '../../support/terminal.js';
import { withStation } from './line.js';

describe('otpforge station in a terminal', () => {
  it('asks about the first plan, shows verdicts of boards that are in alone, and ends by q', () =>
    withStation([undefined, undefined, 'rdp=1'], async (folder) => {
      const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env;
      const { lines, raw, width, exitCode } = await inTerminal(
        `${process.execPath} ${resolve('dist/cli/main.js')} station line.yaml`,
        {
          cwd: folder,
          env: { ...env, OTPFORGE_STATE_DIR: stateFolderOf(folder) },
          answers: { 'y burns': 'y', '3 units, 2 verified': 'q' },
        },
      );
      const screen = lines.join('\n');
      expect(screen).toContain('slot 1: the first plan of its kind');
      // The second plan differs in its values alone.
      expect(screen.match(/the first plan of its kind/g)).toHaveLength(1);
      for (const serial of ['SN-000001', 'SN-000002'])
        expect(raw).toMatch(new RegExp(`PASS[^\\n]*serial ${serial}`));
      const last = lines.slice(lines.findLastIndex((line) => line.startsWith('TRAINING  controller-c')));
      expect(last.join('\n')).not.toMatch(/PASS|SN-00000[12]/);
      expect(last.join('\n')).toContain('2 verified');
      expect(last.at(-1)).toMatch(/^TRAINING {2}Enter starts/);
      expect(width).toBeLessThanOrEqual(80);
      expect(exitCode).toBe(0);
    }));
});

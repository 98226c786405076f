import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineText } from '../line/lines.js';
import { inFolder, otpforge } from '../support/cli.js';
import { inTerminal } from '../support/terminal.js';

const keys = {
  values: '{ token: { hook: [./ask.sh, "two words"] } }',
  after: '[{ command: [lock-tool, --level, "1"] }]',
};

/** A project with a line, and a user who has trusted nothing. */
function inProject(more: Readonly<Record<string, string>>, work: (place: Place) => Promise<void>) {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'line.yaml'), lineText(more));
    writeFileSync(join(folder, 'ask.sh'), 'echo 1\n');
    const env = { OTPFORGE_CONFIG_DIR: join(folder, 'config') };
    await work({ folder, env, run: (args) => otpforge(args, folder, env) });
  });
}

interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[]): ReturnType<typeof otpforge>;
}

const sha256 = 'c44090c3f318c724c480b810801ef2974b32e2b9ee7ca29ca861cedd6896f798';
const shown = [
  'line.yaml runs these programs on this machine, as the user who starts otpforge:',
  "  values.token.hook  ./ask.sh 'two words'",
  '  after.0            lock-tool --level 1',
  'with these files, which are covered by their SHA-256:',
  `  ask.sh  ${sha256}`,
];

describe('otpforge line trust', () => {
  it('shows what will run, and trusts it with --yes', () =>
    inProject(keys, async ({ run }) => {
      const first = await run(['line', 'trust', 'line.yaml', '--yes']);
      expect(first).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: `${[...shown, 'Trusted for this user from now on.'].join('\n')}\n`,
      });
      const again = await run(['line', 'trust', 'line.yaml']);
      expect(again.exitCode).toBe(0);
      expect(again.stdout).toContain('\nTrusted already: nothing has changed.\n');
    }));

  it('is one JSON document', () =>
    inProject(keys, async ({ run }) => {
      const { exitCode, stdout } = await run(['line', 'trust', 'line.yaml', '--yes', '--json']);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: 'otpforge.line-trust/1',
        line: 'line.yaml',
        result: 'trusted',
        covered: [{ name: 'values.token.hook' }, { name: 'after.0' }, { name: 'ask.sh', sha256 }],
      });
    }));

  it('trusts nothing where nobody can be asked', () =>
    inProject(keys, async ({ run }) => {
      for (const more of [[], ['--json']]) {
        const { exitCode, stdout, stderr } = await run(['line', 'trust', 'line.yaml', ...more]);
        expect({ exitCode, text: stdout + stderr }).toEqual({
          exitCode: 8,
          text: expect.stringContaining('NOBODY_TO_ASK'),
        });
      }
    }));

  it('asks at a terminal for a word', () =>
    inProject(keys, async ({ folder, env }) => {
      const command = `${process.execPath} ${resolve('dist/cli/main.js')} line trust line.yaml`;
      const typed = (answer: string) =>
        inTerminal(command, {
          cwd: folder,
          env: { ...process.env, ...env, OTPFORGE_STATE_DIR: join(folder, 'state') },
          answers: { 'Type TRUST to go on: ': answer },
        });
      const declined = await typed('yes');
      expect(declined.exitCode).toBe(8);
      expect(declined.lines.join('\n')).toContain("./ask.sh 'two words'");
      expect(declined.lines.join('\n')).toContain('[DECLINED]');
      const trusted = await typed('TRUST');
      expect(trusted.exitCode).toBe(0);
      expect(trusted.lines.at(-1)).toBe('Trusted for this user from now on.');
    }));

  it('asks nothing for a line that runs nothing', () =>
    inProject({}, async ({ run }) => {
      expect(await run(['line', 'trust', 'line.yaml'])).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: 'line.yaml runs no program of its own: there is nothing to trust\n',
      });
    }));

  it('is a command that docs/line.md shows', () => {
    expect(readFileSync('docs/line.md', 'utf8')).toMatch(/^otpforge line trust line\.yaml$/m);
  });
});

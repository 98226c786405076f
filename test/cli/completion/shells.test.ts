import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { completionScripts, type Shell } from '../../../src/cli/completion/scripts/index.js';
import { inFolder, otpforge } from '../../support/cli.js';

const here = resolve('test/cli/completion');

/** What a program prints about the script of a shell, in a folder with otpforge in PATH, a file and a folder. */
function runIn(shell: Shell, start: (script: string) => readonly string[]): Promise<readonly string[]> {
  return inFolder(async (folder) => {
    const bin = join(folder, 'bin');
    const script = join(bin, 'script');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'otpforge'),
      `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli/main.js')}" "$@"\n`,
    );
    chmodSync(join(bin, 'otpforge'), 0o755);
    writeFileSync(script, (await otpforge(['completion', shell], folder)).stdout);
    mkdirSync(join(folder, 'parts'));
    writeFileSync(join(folder, 'part.hex'), '');
    const [program = '', ...args] = start(script);
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: folder, TERM: 'dumb' };
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env });
    return stdout.split('\n').filter((each) => each !== '');
  });
}

const starts: Readonly<Record<Shell, (script: string, line: string) => readonly string[]>> = {
  bash: (script, line) => ['bash', '--norc', join(here, 'capture.bash'), script, ...bashWords(line)],
  zsh: (script, line) => ['zsh', '-f', join(here, 'capture.zsh'), script, line],
  fish: (script, line) => [
    'fish',
    '--no-config',
    '-c',
    'source $argv[1]; complete -C $argv[2] | cut -f 1',
    script,
    line,
  ],
};

/** As bash takes a line apart: ":" and "=" are words of their own. */
function bashWords(line: string): readonly string[] {
  return line.split(' ').flatMap((word) => (word === '' ? [''] : (word.match(/[:=]+|[^:=]+/g) ?? [])));
}

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  /** Bash replaces only what follows the last ":" or "=". */
  const whole = (word: string) => (shell === 'bash' ? word.replace(/^.*[:=](?=.)/, '') : word);

  it.each([
    ['otpforge pl', ['plan']],
    ['otpforge journal ', ['help', 'list', 'verify']],
    ['otpforge plan --dev', ['--device']],
    ['otpforge plan a.hex --device STM32L476R', ['STM32L476RC', 'STM32L476RE', 'STM32L476RG']],
    ['otpforge export jlink --bank stm32f4', ['stm32f4-otp']],
    ['otpforge simulate --cache ', ['core', 'debug']],
    ['otpforge plan --probe s', ['sim:', 'stlink:']],
    ['otpforge plan --probe sim:STM32F401C', ['B', 'C', 'D', 'E'].map((end) => `sim:STM32F401C${end}`)],
    ['otpforge plan --probe=sim:STM32F401RE,cache=d', ['--probe=sim:STM32F401RE,cache=debug']],
    ['otpforge plan pa', ['part.hex', 'parts']],
    ['otpforge build --out pa', ['parts']],
    ['otpforge foo ', []],
  ])('completes %s', async (line, words) => {
    const found = (await runIn(shell, (script) => starts[shell](script, line))).map((word) =>
      word.replace(/\/$/, ''),
    );
    expect([...new Set(found)].toSorted()).toEqual(words.map(whole).toSorted());
  });
});

describe('a script for a shell', () => {
  it('has no name of a command, flag or device in it', () => {
    for (const script of Object.values(completionScripts)) {
      expect(script).not.toMatch(/program|journal|--probe|--device|STM32|stlink/);
    }
  });

  it('is a JSON document too, and asked for by an unknown name refused', async () => {
    const { stdout } = await otpforge(['completion', 'zsh', '--json'], '.');
    expect(JSON.parse(stdout)).toEqual({
      format: 'otpforge.completion/1',
      shell: 'zsh',
      script: completionScripts.zsh,
    });
    const refused = await otpforge(['completion', 'tcsh'], '.');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('bash, zsh, fish') });
  });

  it('never sees an error', async () => {
    const { exitCode, stdout, stderr } = await otpforge(
      ['complete', '--', 'read', '--banks', 'none', '--device', ''],
      '.',
    );
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'words\n', stderr: '' });
  });
});

describe('an interactive bash', () => {
  it.each([
    ['otpforge plan --probe sim:STM32F401RE,cac', 'otpforge plan --probe sim:STM32F401RE,cache='],
    ['otpforge plan --probe=stl', 'otpforge plan --probe=stlink:'],
    ['otpforge plan --dev', 'otpforge plan --device '],
    ['otpforge plan part.', 'otpforge plan part.hex '],
  ])('makes %s whole', async (line, whole) => {
    const type = (script: string) => ['zsh', '-f', join(here, 'type.zsh'), script, line];
    expect(await runIn('bash', type)).toEqual([whole]);
  });
});

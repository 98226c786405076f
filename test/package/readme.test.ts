import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClone, makeNpm } from '../support/clone.js';
import { inTerminal, type Screen } from '../support/terminal.js';

/** A fenced block of commands, with the section that it is in. */
interface Block {
  readonly section: string;
  readonly commands: readonly string[];
}

const page = await readFile('README.md', 'utf8');

function blocksOf(text: string): readonly Block[] {
  return text.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```console\n(.*?)^```$/gms)].map(([, lines = '']) => ({
      section: section.split('\n')[0] ?? '',
      commands: lines.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])),
    })),
  );
}

/** Sections about a checkout: their commands run in a clone, all others in one empty folder. */
const ofTheClone = ['Install', 'Work on it'];

/** What no stranger has set. */
const ofTheOneWhoRuns = /^(OTPFORGE_|XDG_|npm_|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_ENV$)/;

/** Runs all tests, and so is not run by one. */
const neverRun = /^npm run verify\b/;

describe('README.md, followed to the letter with an empty home folder', () => {
  const screens = new Map<string, Screen>();
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpforge-readme-'));
    for (const name of ['home', 'clone', 'empty', 'global']) await mkdir(at(name));
    makeClone(at('clone'));
    makeNpm(at('npm'));
    const path = [
      at('npm'),
      at('global/bin'),
      dirname(process.execPath),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
    ];
    const { HOME: ownHome = '' } = process.env;
    const env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheOneWhoRuns.test(name))),
      HOME: at('home'),
      PATH: path.join(delimiter),
      // Where -g installs; how npm reaches its registry from here, and what it has downloaded before.
      npm_config_prefix: at('global'),
      npm_config_userconfig: join(ownHome, '.npmrc'),
      npm_config_cache: join(ownHome, '.npm'),
    };
    const [, word = ''] = /asks you to type\s+(\w+)/.exec(page) ?? [];
    for (const { section, commands } of blocksOf(page)) {
      const cwd = at(ofTheClone.includes(section) ? 'clone' : 'empty');
      for (const command of commands.filter((each) => !neverRun.test(each))) {
        screens.set(command, await inTerminal(command, { cwd, env, answers: { 'to go on: ': word } }));
      }
    }
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has no block of commands that is not run', () => {
    const all = blocksOf(page).flatMap(({ commands }) => commands);
    expect(page.match(/^```/gm)).toHaveLength(2 * blocksOf(page).length);
    expect(
      all.filter((command) => !screens.has(command)).map((command) => command.split(' #')[0]?.trim()),
    ).toEqual(['npm run verify']);
    expect(screens.size).toBeGreaterThan(6);
  });

  it('ends every command with exit code 0', () => {
    for (const [command, { exitCode, lines }] of screens) {
      expect([command, exitCode, exitCode === 0 ? '' : lines.join('\n')]).toEqual([command, 0, '']);
    }
  });

  it('shows nothing wider than 80 cells, and a plan at once', () => {
    // npm's own lines are as wide as they are.
    for (const [command, { width, lines }] of screens) {
      if (!command.startsWith('npm ci'))
        expect(width, `${command}\n${lines.join('\n')}`).toBeLessThanOrEqual(80);
    }
    const plan = screens.get('otpforge plan unit.hex') ?? expect.unreachable();
    expect(plan.lines.length).toBeLessThanOrEqual(24);
  });

  it('makes a unit, and verifies it after the question', () => {
    const { lines } = screens.get('otpforge program unit.hex') ?? expect.unreachable();
    expect(lines.some((line) => line.startsWith('Type BURN to go on: BURN'))).toBe(true);
    expect(lines.findLast((line) => /^[A-Z ]+: /.test(line))).toMatch(/^PASS: serial SN-EXAMPLE-1/);
    const read = screens.get('otpforge read') ?? expect.unreachable();
    expect(read.lines.join('\n')).toMatch(/serial .*SN-EXAMPLE-1\n(.*\n)*crc .* correct/);
  });

  it('runs what was installed, and writes nothing into the home folder but its state', async () => {
    expect(existsSync(at('global/bin/otpforge'))).toBe(true);
    expect((await readdir(at('empty'))).toSorted()).toEqual([
      'board1.chip',
      'otp.yaml',
      'otpforge.yaml',
      'unit.hex',
      'units.csv',
    ]);
    const home = (await readdir(at('home'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(home.filter((file) => !file.includes('otpforge'))).toEqual([]);
  });
});

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyBundle, runMain } from './support.js';

const example = (name: string) => resolve('firmware/example', name);
const merge = [
  ...['merge', example('example-f401.hex'), '--layout', example('otp-f401.yaml')],
  ...['--data', example('unit.json'), '--json', '-o'],
];

describe('the compiled code beside the command line', () => {
  let folder: string;
  let main: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-bundle-'));
    main = copyBundle(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const output = () => join(folder, 'unit.hex');
  const caches = () =>
    readdirSync(dirname(main))
      .filter((name) => name.endsWith('.cache'))
      .map((name) => join(dirname(main), name));

  it('is there for every file that merge loads, and V8 takes it', () => {
    const preload = 'test/cli/start/report-scripts.cjs';
    const { stderr } = runMain(main, [...merge, output()], { preload });
    const scripts: { name: string; isCached: boolean }[] = JSON.parse(stderr);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter(({ isCached }) => !isCached)).toEqual([]);
  });

  const harm: readonly (readonly [string, (file: string) => void])[] = [
    ['is missing', (file) => rmSync(file)],
    ['is empty', (file) => truncateSync(file)],
    ['is cut off', (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2))],
    ['has one wrong bit in each 200 bytes', (file) => flip(file)],
    ['is a folder', (file) => replaceByFolder(file)],
  ];
  it.each(harm)('changes no result when it %s', (_, damage) => {
    const sound = runMain(main, [...merge, output()]);
    expect(sound.status).toBe(0);
    const bytes = readFileSync(output());
    rmSync(output());
    expect(caches().length).toBeGreaterThan(5);
    for (const file of caches()) damage(file);
    expect(runMain(main, [...merge, output()])).toEqual(sound);
    expect(readFileSync(output())).toEqual(bytes);
  });

  it('is not taken for a file that has changed, even where its length is the same', () => {
    const file = join(dirname(main), 'run.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace('list the OTP banks', 'LIST THE OTP BANKS'));
    expect(runMain(main, ['banks', '--help']).stdout).toContain('LIST THE OTP BANKS');
  });
});

function replaceByFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  for (let at = 100; at < bytes.length; at += 200) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain } from './support.js';

const folder = 'dist/cli';
const files = readdirSync(folder);
const main = resolve(folder, 'main.js');

describe('the bundle of the command line', () => {
  it('comes with the licence of each package that is in it', () => {
    const notices = readFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const packages = new Set(
      sources().flatMap((source) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source) ?? []),
    );
    expect(packages.size).toBeGreaterThan(10);
    for (const each of packages) {
      const { name, version } = JSON.parse(readFileSync(join(each, 'package.json'), 'utf8'));
      const licence = readdirSync(each).find((file) => /^licen[cs]e/i.test(file)) ?? '';
      expect(notices).toContain(`${name} ${version} (`);
      expect(notices).toContain(readFileSync(join(each, licence), 'utf8').trim());
    }
  });

  it('leaves koffi, which finds its binary beside itself, where it is', () => {
    expect(sources().filter((source) => source.includes('/koffi/'))).toEqual([]);
    expect(files.some((file) => file.endsWith('.js') && textOf(file).includes('require("koffi")'))).toBe(
      true,
    );
  });

  it('imports nothing by hand, which would be looked up from the working folder', () => {
    const importing = files.filter((file) => file.endsWith('.js') && /\bimport\(/.test(textOf(file)));
    expect(importing).toEqual([]);
  });

  it('is ASCII and holds no path of the machine that built it', () => {
    for (const file of files.filter((each) => /\.(js|map|cache)$/.test(each))) {
      const bytes = readFileSync(join(folder, file));
      if (file.endsWith('.js'))
        expect(
          bytes.every((byte) => byte < 0x80),
          file,
        ).toBe(true);
      expect(bytes.includes(resolve('.')), file).toBe(false);
    }
  });

  it('shows where an internal error happened in the sources, under OTPFORGE_DEBUG', () => {
    const args = ['plan', resolve('firmware/example/example-f401.hex'), '--probe', 'sim:STM32F401RE'];
    const { status, stderr } = runMain(main, args, {
      preload: 'test/cli/start/break-platform.cjs',
      env: { OTPFORGE_DEBUG: '1' },
    });
    const frames = [...stderr.matchAll(/\((\/.+):\d+:\d+\)$/gm)].map(([, file = '']) => file);
    const ours = frames.filter((file) => file.startsWith(resolve('src')));
    expect(ours.length).toBeGreaterThan(3);
    expect(ours.filter((file) => !existsSync(file))).toEqual([]);
    expect(frames.filter((file) => file.startsWith(resolve('dist')))).toEqual([]);
    expect(stderr).toContain('internal error: broken for a test');
    expect(status).toBe(1);
  });
});

describe('what a command loads', () => {
  const layout = ['--layout', 'firmware/example/otp-f401.yaml'];

  it.each([
    ['--help', ['--help'], ['zod', 'yaml', 'burn', 'chip', 'layout']],
    [
      'completion of a command',
      ['complete', '--', 'pl'],
      ['zod', 'yaml', 'reading', 'burn', 'chip', 'layout'],
    ],
    [
      'completion of a device',
      ['complete', '--', 'plan', '--device', 'STM32F4'],
      ['zod', 'yaml', 'reading', 'burn', 'chip', 'layout'],
    ],
    ['banks', ['banks'], ['zod', 'yaml', 'burn', 'chip', 'layout']],
    [
      'merge of files',
      ['merge', 'firmware/example/example-f401.hex'],
      ['zod', 'yaml', 'burn', 'chip', 'layout'],
    ],
    ['merge with a layout', ['merge', 'firmware/example/example-f401.hex', ...layout], ['burn', 'chip']],
    ['plan', ['plan', 'firmware/example/example-f401.hex'], ['yaml', 'layout', 'toolchain', 'templates']],
    [
      'program',
      ['program', 'firmware/example/example-f401.hex'],
      ['yaml', 'layout', 'toolchain', 'templates'],
    ],
  ])('is, for %s, no more than it needs', (_, args, apart) => {
    const loaded = loadedBy(args);
    expect(loaded).toContain('run');
    expect(loaded.filter((name) => apart.includes(name))).toEqual([]);
  });
});

describe('--version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

  it.each(['--version', '-V'])('as %s loads nothing of the command line', (flag) => {
    const preload = 'test/cli/start/report-scripts.cjs';
    expect(runMain(main, [flag], { preload })).toEqual({ status: 0, stdout: `${version}\n`, stderr: '[]' });
  });

  it('is the same beside another flag, which the command line looks at', () => {
    expect(runMain(main, ['--version', '--json'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });
});

/** The parts of the bundle that a command loads, in a folder of its own. */
function loadedBy([name = '', ...args]: readonly string[]): readonly string[] {
  const work = mkdtempSync(join(tmpdir(), 'otpforge-load-'));
  const inputs = args.map((each) => (each.startsWith('firmware/') ? resolve(each) : each));
  const more: Readonly<Record<string, readonly string[]>> = {
    merge: ['--set', 'serial=SN-0042', '-o', join(work, 'out.hex')].slice(args.includes('--layout') ? 0 : 2),
    plan: ['--probe', `sim:STM32F401RE,file=${join(work, 'unit.chip')}`],
    program: ['--probe', `sim:STM32F401RE,file=${join(work, 'unit.chip')}`, '--yes'],
  };
  try {
    const { stderr } = runMain(main, [name, ...inputs, ...(more[name] ?? [])], {
      preload: 'test/cli/start/report-scripts.cjs',
      env: { OTPFORGE_STATE_DIR: work },
    });
    const [json = '[]'] = stderr.split('\n').slice(-1);
    const scripts: readonly { readonly name: string }[] = JSON.parse(json);
    return scripts.map((script) => script.name.replace(/^otpforge:|(?:-.{8})?\.js$/g, ''));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function textOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** Every file that a part of the bundle comes from. */
function sources(): readonly string[] {
  return files
    .filter((file) => file.endsWith('.map'))
    .flatMap((file) => JSON.parse(textOf(file)).sources)
    .map((source: string) => resolve(folder, source));
}

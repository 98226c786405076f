import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const commands = [
  'banks',
  'merge',
  'inspect',
  'plan',
  'program',
  'verify',
  'read',
  'map',
  'build',
  'lint',
  'hwcheck',
  'simulate',
  'demo',
];

describe('every command', () => {
  it.each(commands)('%s has help with examples and --json', async (command) => {
    const { exitCode, stdout } = await otpforge([command, '--help'], '.');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('--json');
    expect(stdout).toMatch(new RegExp(`^ {2}otpforge ${command}`, 'm'));
  });

  it('is listed by --help', async () => {
    const { exitCode, stdout } = await otpforge(['--help'], '.');
    expect(exitCode).toBe(0);
    for (const command of commands) expect(stdout).toContain(`  ${command} `);
  });

  it('is told by --version which version runs', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await otpforge(['--version'], '.')).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });
});

describe('usage errors end with 2', () => {
  it.each([
    ['an unknown command', ['burn'], /unknown command/],
    ['an unknown flag', ['plan', 'a.hex', '--force'], /unknown option '--force'/],
    ['a missing argument', ['plan'], /missing required argument 'image'/],
    ['a fill that is not a byte', ['plan', 'a.hex', '--fill', '256'], /expected a byte/],
    ['no probe', ['read'], /--probe is missing/],
    ['a unique ID that is none', ['journal', 'list', '--uid', '0x1234'], /expected hexadecimal digits/],
    [
      'an unknown probe',
      ['read', '--probe', 'usbdap:1', '--device', 'STM32F401RE'],
      /no probe kind "usbdap"/,
    ],
    [
      'an unknown device',
      ['read', '--probe', 'sim:STM32F401RF'],
      /no bank serves a device called "STM32F401RF"/,
    ],
  ])('%s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await inFolder((folder) => otpforge(args, folder));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('otpforge.yaml', () => {
  it('names files beside itself, those of the probe too', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'sub'));
      const text = 'format: otpforge.config/1\nprobe: sim:STM32F401RE,file=unit.chip\n';
      await writeFile(join(folder, 'sub', 'line.yaml'), text);
      const { exitCode, stdout } = await otpforge(['read', '--config', 'sub/line.yaml', '--json'], folder);
      expect(exitCode).toBe(3);
      expect(JSON.parse(stdout).error.details.file).toBe(join('sub', 'unit.chip'));
    });
  });
});

describe('flags that would be passed over', () => {
  it.each([
    ['--stage', 'final', /--stage means nothing without serial data/],
    ['--row', '3', /--row means nothing without --csv/],
    ['--csv', 'units.csv', /--csv needs --row or --where\n {2}Say which row is meant: --row 1, or --where/],
  ])('merge refuses %s %s alone', async (flag, value, message) => {
    const fw = resolve('firmware/example/example-f401.hex');
    const { exitCode, stderr } = await inFolder((folder) =>
      otpforge(['merge', fw, flag, value, '-o', 'out.hex'], folder),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
  });
});

describe('flags that a command has no use for', () => {
  it.each([
    [
      'inspect --device',
      ['inspect', 'a.hex', '--device', 'STM32F401RE'],
      /--device means nothing without --layout/,
    ],
    ['demo --banks', ['demo', '--banks', 'mine'], /unknown option '--banks'/],
  ])('%s', async (_what, args, message) => {
    const { exitCode, stderr } = await inFolder((folder) => otpforge(args, folder));
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
    expect(stderr).not.toContain('otpforge.yaml');
  });
});

describe('with --json', () => {
  it.each([
    ['an unknown flag', ['plan', 'a.hex', '--force', '--json']],
    ['a missing argument', ['plan', '--json']],
    ['a missing option', ['merge', 'a.hex', '--json']],
    ['an address beyond 32 bits', ['inspect', 'a.bin@0xFFFFFFFFFF', '--json']],
  ])('%s is one JSON document', async (_what, args) => {
    const { exitCode, stdout, stderr } = await inFolder((folder) => otpforge(args, folder));
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ format: 'otpforge.error/1', error: { code: 'USAGE' } });
    expect(JSON.parse(stdout).error.message).not.toMatch(/^error:/);
  });

  it('a command that help does not know is an error', async () => {
    const { exitCode, stdout } = await otpforge(['help', 'burn', '--json'], '.');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: 'unknown command' } });
  });

  it('a reader that stops early changes neither exit code nor stderr', async () => {
    const command = `"${process.execPath}" dist/cli/main.js banks --devices --json`;
    const script = `${command} 2>errors.txt | true; echo "\${PIPESTATUS[0]}"; cat errors.txt; rm errors.txt`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout).toBe('0\n');
  });
});

describe('input errors end with 3', () => {
  it.each(['plan', 'program', 'verify'])('%s takes no empty image', async (command) => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'empty.hex'), ':00000001FF\n');
      const probe = ['--probe', 'sim:STM32F401RE,file=new.chip'];
      const yes = command === 'program' ? ['--yes'] : [];
      const { exitCode, stderr } = await otpforge([command, 'empty.hex', ...probe, ...yes], folder);
      expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('IMAGE_EMPTY') });
      expect(await readdir(folder)).toEqual(['empty.hex']);
    });
  });

  it('a file of unit data that is not UTF-8', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'units.csv'), Buffer.from('serial\nM\xfcller\n', 'latin1'));
      const layout = resolve('firmware/example/otp-f401.yaml');
      const args = ['merge', '--layout', layout, '--csv', 'units.csv', '--row', '1', '-o', 'out.hex'];
      const { exitCode, stderr } = await otpforge(args, folder);
      expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('not UTF-8') });
    });
  });

  it.each([
    ['a trace over the image', ['plan', 'u.bin', '--address', '0x1FFF7800', '--trace', './u.bin']],
    ['a dump over the layout', ['read', '--layout', 'otp.yaml', '-o', 'otp.yaml']],
    ['a dump over the chip', ['read', '-o', 'unit.chip']],
  ])('%s', async (_what, args) => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'u.bin'), Uint8Array.of(1));
      const layout = await readFile('firmware/example/otp-f401.yaml', 'utf8');
      await writeFile(join(folder, 'otp.yaml'), layout);
      const probe = ['--probe', 'sim:STM32F401RE,file=unit.chip'];
      const { exitCode, stderr } = await otpforge([...args, ...probe], folder);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining('would overwrite'),
      });
      expect(await readFile(join(folder, 'otp.yaml'), 'utf8')).toBe(layout);
      expect([...(await readFile(join(folder, 'u.bin')))]).toEqual([1]);
    });
  });

  it.each([
    ['a missing file', 'none.hex', undefined, /none\.hex: no such file/],
    ['a damaged file', 'bad.hex', ':0100000001FF\n:00000001FF\n', /bad\.hex:1/],
    ['a file without its end', 'cut.hex', ':0100000001FE\n', /cut\.hex/],
  ])('%s', async (_what, name, text, message) => {
    await inFolder(async (folder) => {
      if (text !== undefined) await writeFile(join(folder, name), text);
      const { exitCode, stderr } = await otpforge(['inspect', name], folder);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
    });
  });

  it('prints the error as one JSON document with --json', async () => {
    const { exitCode, stdout, stderr } = await otpforge(['inspect', 'none.hex', '--json'], '.');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'otpforge.error/1',
      error: { code: 'FILE_NOT_FOUND', exitCode: 3, details: { file: 'none.hex' } },
    });
  });

  it.each([
    ['a broken config', 'otpforge.yaml', 'format: otpforge.config/1\nprobes: x\n', /otpforge\.yaml:\d+/],
    ['a config of a newer format', 'otpforge.yaml', 'format: otpforge.config/9\n', /is newer than/],
    ['a chip file of another device', 'unit.chip', '{"format": "otpforge.chip/1"}', /unit\.chip/],
  ])('%s', async (_what, name, text, message) => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, name), text);
      const { exitCode, stderr } = await otpforge(
        ['read', '--probe', 'sim:STM32F401RE,file=unit.chip'],
        folder,
      );
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(message);
    });
  });
});

describe('merge', () => {
  const fw = resolve('firmware/example/example-f401.hex');

  it('never overwrites an input, whatever its spelling', async () => {
    await inFolder(async (folder) => {
      const text = await readFile(fw, 'utf8');
      await writeFile(join(folder, 'fw.hex'), text);
      const { exitCode, stderr } = await otpforge(['merge', 'fw.hex', '-o', './x/../fw.hex'], folder);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('would overwrite the input');
      expect(await readFile(join(folder, 'fw.hex'), 'utf8')).toBe(text);
    });
  });

  it('names both files, both lines and the address of a conflict', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'a.hex'), ':0100000001FE\n:00000001FF\n');
      await writeFile(join(folder, 'b.hex'), ':0100000002FD\n:00000001FF\n');
      const { exitCode, stderr } = await otpforge(['merge', 'a.hex', 'b.hex', '-o', 'out.hex'], folder);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/0x00000000/);
      expect(stderr).toMatch(/a\.hex:1/);
      expect(stderr).toMatch(/b\.hex:1/);
      await expect(readFile(join(folder, 'out.hex'))).rejects.toThrow('ENOENT');
    });
  });

  it('is deterministic', async () => {
    await inFolder(async (folder) => {
      for (const output of ['one.hex', 'two.hex']) await otpforge(['merge', fw, '-o', output], folder);
      expect(await readFile(join(folder, 'one.hex'))).toEqual(await readFile(join(folder, 'two.hex')));
    });
  });

  it('needs a layout for unit data', async () => {
    const { exitCode, stderr } = await inFolder((folder) =>
      otpforge(['merge', fw, '--set', 'serial=SN-1', '-o', 'out.hex'], folder),
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--layout is missing');
  });
});

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportFolderHosts, exportForHost } from '../../src/api/export-host.js';
import { type ExportHost, exportHosts, exportManifestSchema } from '../../src/export/export-manifest.js';
import { sha256Of } from '../../src/loader/index.js';
import { exportedNames } from '../support/bank-names.js';
import { inFolder, otpforge } from '../support/cli.js';

const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

describe.each(exportFolderHosts)('an export for %s', (host) => {
  it('carries a manifest of every file, and is the same each time', () =>
    inFolder(async (folder) => {
      const [first, second] = [join(folder, 'a'), join(folder, 'b')];
      const document = await exportForHost(host, { out: first });
      await exportForHost(host, { out: second });
      const manifest = exportManifestSchema.parse(
        JSON.parse(readFileSync(join(first, 'manifest.json'), 'utf8')),
      );
      expect(manifest.format).toBe('otpforge.export/1');
      // Another shape than the manifest's, so another name: the manifest's schema takes no `out`.
      expect(document).toEqual({ ...manifest, format: 'otpforge.export-report/1', out: first });
      expect(manifest.banks.map(({ bank }) => bank)).toEqual(exportedNames);
      expect(namesIn(first)).toEqual(['manifest.json', ...manifest.files.map(({ name }) => name)].sort());
      for (const { name, sha256 } of manifest.files) {
        expect(sha256Of(readFileSync(join(first, name)))).toBe(sha256);
      }
      for (const name of namesIn(first)) {
        expect(readFileSync(join(second, name))).toEqual(readFileSync(join(first, name)));
      }
    }));

  it('takes one bank, by name or device', () =>
    inFolder(async (folder) => {
      for (const name of ['stm32l4-otp', 'STM32L476RG']) {
        const { banks } = await exportForHost(host, { out: join(folder, name), names: [name] });
        expect(banks.map(({ bank }) => bank)).toEqual(['stm32l4-otp']);
      }
    }));

  it('replaces an earlier export, with what of it is not wanted any more', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      await exportForHost(host, { out });
      const { files } = await exportForHost(host, { out, names: ['stm32f4-otp'] });
      expect(namesIn(out)).toEqual(['manifest.json', ...files.map(({ name }) => name)].sort());
    }));

  it('touches no folder with other files, nor with changed ones', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      const { files } = await exportForHost(host, { out });
      const name = files[0]?.name ?? '';
      const attempt = () => exportForHost(host, { out, names: ['stm32f4-otp'] });
      writeFileSync(join(out, 'notes.txt'), 'mine');
      await expect(attempt()).rejects.toMatchObject({
        code: 'EXPORT_FOLDER_USED',
        details: { files: ['notes.txt'] },
      });
      writeFileSync(join(out, name), 'changed');
      await expect(attempt()).rejects.toMatchObject({ code: 'EXPORT_FOLDER_USED' });
      expect(readFileSync(join(out, name), 'utf8')).toBe('changed');
      await expect(exportForHost(host, { out: folder })).rejects.toMatchObject({
        code: 'EXPORT_FOLDER_USED',
      });
    }));
});

/** Exports of a unit take its image. */
const argumentsOf = (host: ExportHost) => (host === 'openocd' || host === 'commander' ? 3 : 2);

describe('otpforge export', () => {
  it.each(['.', ''])('looks what is there first in the working folder too, named "%s"', (out) =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'manifest.json'), '{}');
      const args = ['export', 'pyocd', '--out', out];
      expect((await otpforge(args, folder)).stderr).toContain('EXPORT_FOLDER_USED');
      expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('{}');
      rmSync(join(folder, 'manifest.json'));
      expect((await otpforge(args, folder)).exitCode).toBe(0);
      expect((await otpforge(args, folder)).exitCode).toBe(0);
    }),
  );

  it('takes back what cannot be finished, so that the same command finishes it later', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      // Empty folders count for nothing, but where a file belongs none can be written.
      mkdirSync(join(out, 'manifest.json'), { recursive: true });
      await expect(exportForHost('probe-rs', { out })).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(readdirSync(out)).toEqual(['manifest.json']);
      rmdirSync(join(out, 'manifest.json'));
      const { files } = await exportForHost('probe-rs', { out });
      const names = files.map(({ name }) => name);
      const last = names.at(-1) ?? '';
      rmSync(join(out, last));
      mkdirSync(join(out, last));
      await expect(exportForHost('probe-rs', { out })).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(namesIn(out)).toEqual(['manifest.json']);
      rmdirSync(join(out, last));
      await exportForHost('probe-rs', { out });
      expect(namesIn(out)).toEqual(['manifest.json', ...names].sort());
    }));

  it('takes neither links nor pipes for its own, and waits for none', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      await exportForHost('pyocd', { out });
      const script = join(out, 'pyocd_user.py');
      renameSync(script, join(folder, 'moved.py'));
      for (const target of ['moved.py', 'nowhere']) {
        symlinkSync(join(folder, target), script);
        await expect(exportForHost('pyocd', { out })).rejects.toMatchObject({
          code: 'EXPORT_FOLDER_USED',
          details: { files: ['pyocd_user.py'] },
        });
        rmSync(script);
      }
      for (const pipe of [script, join(out, 'manifest.json')]) {
        rmSync(pipe, { force: true });
        execFileSync('mkfifo', [pipe]);
        await expect(exportForHost('pyocd', { out })).rejects.toMatchObject({ code: 'EXPORT_FOLDER_USED' });
      }
    }));

  it('trusts no manifest that leads elsewhere', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      const file = join(out, 'manifest.json');
      await exportForHost('pyocd', { out });
      const manifest = exportManifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      writeFileSync(join(folder, 'theirs'), 'theirs');
      const files = [...manifest.files, { name: 'a\n/../../theirs', sha256: '0'.repeat(64) }];
      writeFileSync(file, JSON.stringify({ ...manifest, files }));
      await expect(exportForHost('pyocd', { out })).rejects.toMatchObject({ code: 'EXPORT_FOLDER_USED' });
      expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('theirs');
    }));

  it.each(exportHosts)('names its folder or file by -o and --out, and shows how, %s', async (host) => {
    const { stdout } = await otpforge(['export', host, '--help'], '.');
    expect(stdout).toMatch(/^ {2}-o, --out </m);
    expect(stdout).not.toContain('--output');
    expect(stdout).toMatch(new RegExp(`^ {2}otpforge export ${host} .*--out `, 'm'));
    const { exitCode, stderr } = await otpforge(
      ['export', host, 'unit.hex'].slice(0, argumentsOf(host)),
      '.',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("'-o, --out <") });
  });

  it('writes a folder, and tells what is in it', () =>
    inFolder(async (folder) => {
      const args = ['export', 'pyocd', '--bank', 'stm32l4-otp', '--out', 'out'];
      const { exitCode, stdout } = await otpforge(args, folder);
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
      expect(stdout).toContain('stm32l4-otp: 2 files in out');
      const again = await otpforge([...args, '--json'], folder);
      expect(JSON.parse(again.stdout)).toMatchObject({
        format: 'otpforge.export-report/1',
        host: 'pyocd',
        out: 'out',
      });
    }));

  it('refuses an unknown bank', () =>
    inFolder(async (folder) => {
      const { exitCode, stderr } = await otpforge(['export', 'pyocd', '--bank', 'x', '--out', 'out'], folder);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('no bank or device is called "x"');
    }));
});

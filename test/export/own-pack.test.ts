import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCmsisPack } from '../../src/api/export-pack.js';
import { exportManifestText, makeExportManifest } from '../../src/export/export-manifest.js';
import type { ExportedFile } from '../../src/export/exported-file.js';
import { isOwnPack } from '../../src/export/own-pack.js';
import { exportPack } from '../../src/export/pack.js';
import { unzipOwn } from '../../src/export/unzip.js';
import { zip } from '../../src/export/zip.js';
import { inFolder, otpforge } from '../support/cli.js';
import { fc } from '../support/property.js';
import { madeUpBanks } from './made-up-bank.js';

const files = await exportPack(madeUpBanks);

function packed(
  contents: readonly ExportedFile[],
  manifest = makeExportManifest('pack', madeUpBanks, files),
) {
  return zip([...contents, { name: 'manifest.json', content: exportManifestText(manifest) }]);
}

describe('our own pack', () => {
  const own = packed(files);

  it('is known by its manifest', () => {
    expect(isOwnPack(own)).toBe(true);
    expect(isOwnPack(zip(files))).toBe(false);
    expect(isOwnPack(packed(files, makeExportManifest('pyocd', madeUpBanks, files)))).toBe(false);
    expect(isOwnPack(packed(files.slice(1)))).toBe(false);
    expect(isOwnPack(packed([...files, { name: 'more.txt', content: 'x' }]))).toBe(false);
    const [first, ...others] = files;
    expect(isOwnPack(packed([{ ...first!, content: 'changed' }, ...others]))).toBe(false);
    expect(isOwnPack(zip([...files, { name: 'manifest.json', content: '{' }]))).toBe(false);
  });

  it('is no longer ours with any byte changed, cut off or added', () => {
    fc.assert(
      fc.property(fc.nat(own.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = Uint8Array.from(own);
        changed[at] = (changed[at] ?? 0) ^ bits;
        expect(isOwnPack(changed)).toBe(false);
        expect(isOwnPack(own.subarray(0, at))).toBe(false);
        expect(isOwnPack(Buffer.concat([own, Uint8Array.of(bits)]))).toBe(false);
      }),
    );
  });

  it('is told from any other bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !isOwnPack(bytes)));
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), content: fc.uint8Array() })),
        (each) => {
          const held = unzipOwn(zip(each))?.map(({ name, content }) => ({ name, content: [...content] }));
          expect(held).toEqual(each.map(({ name, content }) => ({ name, content: [...content] })));
        },
      ),
    );
  });
});

describe('otpforge export pack over a file', () => {
  it('replaces an earlier pack of ours, of other banks too', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'x.pack');
      const first = await exportCmsisPack({ out, names: ['stm32f4-otp'] });
      const second = await exportCmsisPack({ out });
      expect(second.sha256).not.toBe(first.sha256);
      expect(await exportCmsisPack({ out })).toEqual(second);
    }));

  it.each(['file', 'folder'])('leaves what is not ours or was changed, named as a %s', (named) =>
    inFolder(async (folder) => {
      const { out: file } = await exportCmsisPack({ out: folder });
      const out = named === 'file' ? file : folder;
      const ours = readFileSync(file);
      const changed = Buffer.from(ours);
      changed[1000] = (changed[1000] ?? 0) ^ 1;
      for (const bytes of [Buffer.from('theirs'), Buffer.alloc(0), changed]) {
        writeFileSync(file, bytes);
        await expect(exportCmsisPack({ out })).rejects.toMatchObject({
          code: 'EXPORT_FILE_USED',
          message: expect.stringContaining(file),
          remedy: expect.stringContaining('--out'),
          details: { file },
        });
        expect(readFileSync(file)).toEqual(bytes);
      }
    }),
  );

  it('ends at once where a pipe or a link to nothing is', () =>
    inFolder(async (folder) => {
      const pipe = join(folder, 'pipe.pack');
      execFileSync('mkfifo', [pipe]);
      await expect(exportCmsisPack({ out: pipe })).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      symlinkSync(join(folder, 'target'), join(folder, 'link.pack'));
      await exportCmsisPack({ out: join(folder, 'link.pack') });
      expect(isOwnPack(readFileSync(join(folder, 'target')))).toBe(true);
    }));

  it('says so on the command line', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'x.pack'), 'theirs');
      const { exitCode, stdout } = await otpforge(['export', 'pack', '--out', 'x.pack', '--json'], folder);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'EXPORT_FILE_USED',
        details: { file: 'x.pack' },
      });
    }));
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import { exportManifestSchema } from '../../src/export/export-manifest.js';
import { writeIntelHex } from '../../src/image/index.js';
import { sha256Of } from '../../src/loader/index.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

describe('two units exported at once into one folder', () => {
  it('never end up mixed: what is there is one of them, whole', () =>
    inFolder(async (folder) => {
      const { base, locks } = f401.bank.otp;
      const units = [imageOf([base, [1]], [base + locks!.offset, [0]]), imageOf([base, [2]])];
      const images = units.map((_, index) => join(folder, `${index}.hex`));
      for (const [index, image] of images.entries()) writeFileSync(image, writeIntelHex(units[index]!));
      const out = join(folder, 'out');
      for (const order of [images, images.toReversed()]) {
        const made = await Promise.allSettled(
          order.map((image) => exportCommanderScripts({ image, device: f401.name, out })),
        );
        expect(made.map(({ status }) => status)).toContain('fulfilled');
        for (const result of made) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'FOLDER_BUSY' });
        }
        const text = readFileSync(join(out, 'manifest.json'), 'utf8');
        const { files } = exportManifestSchema.parse(JSON.parse(text));
        expect(readdirSync(out).sort()).toEqual(['manifest.json', ...files.map(({ name }) => name)].sort());
        for (const { name, sha256 } of files) expect(sha256Of(readFileSync(join(out, name)))).toBe(sha256);
      }
    }));
});

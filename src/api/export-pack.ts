import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import {
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
import { isOwnPack } from '../export/own-pack.js';
import { exportPack, packFile } from '../export/pack.js';
import { zip } from '../export/zip.js';
import { readIfFile } from '../files/read.js';
import { writeAtomic } from '../files/write.js';
import { sha256Of } from '../loader/index.js';
import { gatherProjectFiles } from '../loader/project-files.js';
import { type ExportBanksOptions, exportBanks, exportBanksShape } from './export-banks.js';
import { checkOptions, need, type Shape, text } from './options/index.js';

export interface ExportPackOptions extends ExportBanksOptions {
  /** The pack's file, ending in .pack, or a folder, in which it gets the name that pack tools ask for. */
  readonly out: string;
}

export interface ExportPackDocument extends ExportManifest {
  readonly format: 'otpforge.export-report/1';
  readonly host: 'pack';
  /** The pack that was written. */
  readonly out: string;
  readonly sha256: string;
}

const shape: Shape<ExportPackOptions> = { ...exportBanksShape, out: need(text) };

/**
 * Writes a CMSIS-Pack with the loaders of some banks for every device that they name, its manifest inside; over an earlier
 * pack only when that is our own, and nobody has changed it. Reaches no chip.
 * Errors: EXPORT_FILE_USED, EXPORT_REFUSED, BANK_NOT_FOUND, LOADER_NOT_BUILT, LOADER_HASH, TEMPLATE_INVALID, FILE_*.
 */
export async function exportCmsisPack(options: ExportPackOptions): Promise<ExportPackDocument> {
  checkOptions('exportCmsisPack', options, shape);
  const banks = await exportBanks(options);
  const own = gatherProjectFiles();
  const files = await exportPack(banks, { templates: options.templates, onProjectFile: own.add });
  const manifest = makeExportManifest('pack', banks, files, own.list());
  const pack = zip([...files, { name: exportManifestName, content: exportManifestText(manifest) }]);
  const out = /\.pack$/i.test(options.out) ? options.out : join(options.out, packFile());
  await refuseForeign(out);
  await writeAtomic(out, pack);
  return { ...manifest, format: 'otpforge.export-report/1', host: 'pack', out, sha256: sha256Of(pack) };
}

async function refuseForeign(file: string): Promise<void> {
  const bytes = await readIfFile(file);
  if (bytes === undefined || isOwnPack(bytes)) return;
  throw new OtpforgeError('EXPORT_FILE_USED', {
    message: `${file} is not a pack that otpforge has exported, or was changed since; it was left as it is`,
    remedy: 'Name another file or folder with --out, or remove it.',
    details: { file },
  });
}

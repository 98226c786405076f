import { type BankFolders, findDevice, loadBanks, refuseUnknownBlocks } from '../bank/index.js';
import {
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
import { exportOpenocd } from '../export/openocd.js';
import type { ImageWarning } from '../image/index.js';
import { gatherProjectFiles } from '../loader/project-files.js';
import { exportBank } from './export-banks.js';
import { writeExport } from './export-folder.js';
import {
  address,
  bankFolders,
  byte,
  checkOptions,
  flag,
  need,
  numbers,
  type Shape,
  text,
} from './options/index.js';
import { readUnitImage } from './unit-image.js';

export interface ExportOpenocdOptions {
  readonly image: string;
  readonly device: string;
  /** Folder that gets the script and what it loads. */
  readonly out: string;
  readonly banks?: BankFolders;
  readonly templates?: string;
  readonly address?: number;
  readonly raw?: boolean;
  readonly fill?: number;
  /** Blocks whose lock is wanted though the image holds no data for them. */
  readonly lockEmpty?: readonly number[];
}

export interface ExportOpenocdDocument extends ExportManifest {
  readonly format: 'otpforge.export-report/1';
  readonly host: 'openocd';
  readonly device: string;
  readonly out: string;
  readonly dataUnits: number;
  readonly lockUnits: number;
  readonly warnings: readonly ImageWarning[];
}

const shape: Shape<ExportOpenocdOptions> = {
  image: need(text),
  device: need(text),
  out: need(text),
  banks: bankFolders,
  templates: text,
  address,
  raw: flag,
  fill: byte,
  lockEmpty: numbers,
};

/**
 * Writes a Tcl script that burns an image by OpenOCD and our own loader. Reaches no chip.
 * Errors: EXPORT_FOLDER_USED, EXPORT_REFUSED, and those of the image.
 */
export async function exportOpenocdScript(options: ExportOpenocdOptions): Promise<ExportOpenocdDocument> {
  checkOptions('exportOpenocdScript', options, shape);
  const { out, templates } = options;
  const device = findDevice(options.device, await loadBanks(options.banks));
  refuseUnknownBlocks(device.bank, options.lockEmpty);
  const image = await readUnitImage(options.image, { device }, options);
  const bank = await exportBank(device.bank);
  const own = gatherProjectFiles();
  const { files, dataUnits, lockUnits } = await exportOpenocd({
    device,
    image,
    loader: bank.loader,
    templates,
    onProjectFile: own.add,
    lockEmpty: options.lockEmpty,
  });
  const manifest = makeExportManifest('openocd', [bank], files, own.list());
  // Unit data may be secret.
  await writeExport(
    out,
    'openocd',
    [...files, { name: exportManifestName, content: exportManifestText(manifest) }],
    { inputs: [options.image], mode: 0o600 },
  );
  return {
    ...manifest,
    format: 'otpforge.export-report/1',
    host: 'openocd',
    device: device.name,
    out,
    dataUnits,
    lockUnits,
    warnings: image.warnings,
  };
}

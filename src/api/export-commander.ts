import { type BankFolders, findDevice, loadBanks, refuseUnknownBlocks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { exportCommander } from '../export/commander.js';
import type { Step } from '../export/commander-steps.js';
import {
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
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
  number,
  numbers,
  type Shape,
  text,
} from './options/index.js';
import { readUnitImage } from './unit-image.js';

export interface ExportCommanderOptions {
  readonly image: string;
  readonly device: string;
  /** A new or empty folder for the scripts and what they load, or that of an earlier export. */
  readonly out: string;
  readonly banks?: BankFolders;
  readonly templates?: string;
  readonly address?: number;
  readonly raw?: boolean;
  readonly fill?: number;
  /** Blocks whose lock is wanted though the image holds no data for them. */
  readonly lockEmpty?: readonly number[];
  readonly speedKhz?: number;
}

export interface ExportCommanderDocument {
  readonly format: 'otpforge.commander-export/1';
  readonly device: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly steps: readonly Step[];
  readonly dataUnits: number;
  readonly lockUnits: number;
  readonly warnings: readonly ImageWarning[];
  /** The bank with its loader, and what is not the package's. */
  readonly banks: ExportManifest['banks'];
  readonly projectFiles?: ExportManifest['projectFiles'];
}

const shape: Shape<ExportCommanderOptions> = {
  image: need(text),
  device: need(text),
  out: need(text),
  banks: bankFolders,
  templates: text,
  address,
  raw: flag,
  fill: byte,
  lockEmpty: numbers,
  speedKhz: number,
};

const defaultSpeedKhz = 4000;

/**
 * Writes J-Link Commander scripts that burn an image with stock SEGGER software. Reaches no chip.
 * Errors: USAGE, EXPORT_FOLDER_USED, EXPORT_REFUSED, and those of the image.
 */
export async function exportCommanderScripts(
  options: ExportCommanderOptions,
): Promise<ExportCommanderDocument> {
  checkOptions('exportCommanderScripts', options, shape);
  const { speedKhz = defaultSpeedKhz } = options;
  checkSpeed(speedKhz);
  const device = findDevice(options.device, await loadBanks(options.banks));
  refuseUnknownBlocks(device.bank, options.lockEmpty);
  const image = await readUnitImage(options.image, { device }, options);
  const bank = await exportBank(device.bank);
  const own = gatherProjectFiles();
  const { files: unit, ...made } = await exportCommander({
    device,
    image,
    imageName: options.image,
    loader: bank.loader,
    speedKhz,
    lockEmpty: options.lockEmpty,
    ...(options.templates !== undefined && { templates: options.templates }),
    onProjectFile: own.add,
  });
  const manifest = makeExportManifest('commander', [bank], unit, own.list());
  const files = [...unit, { name: exportManifestName, content: exportManifestText(manifest) }];
  // Unit data may be secret. A script of another unit left beside ours would be run with it, and an old dump be judged.
  await writeExport(options.out, 'commander', files, { inputs: [options.image], mode: 0o600 });
  return {
    format: 'otpforge.commander-export/1',
    device: device.name,
    folder: options.out,
    files: files.map(({ name }) => name),
    banks: manifest.banks,
    ...(manifest.projectFiles && { projectFiles: manifest.projectFiles }),
    ...made,
    warnings: image.warnings,
  };
}

function checkSpeed(speedKhz: number): void {
  if (Number.isInteger(speedKhz) && speedKhz >= 5 && speedKhz <= 50_000) return;
  throw new OtpforgeError('USAGE', {
    message: `a speed of ${speedKhz} is not a number of kHz from 5 to 50000`,
    remedy: 'Give --speed in kHz, for example --speed 4000.',
  });
}

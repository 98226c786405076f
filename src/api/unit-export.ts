import { type BankFolders, type Device, findDevice, loadBanks, refuseUnknownBlocks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import {
  type ExportHost,
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
import { refuseSector } from '../export/no-sector.js';
import type { UnitScript, UnitScriptInput } from '../export/unit-script.js';
import type { Binding, ImageWarning } from '../image/index.js';
import { gatherProjectFiles } from '../loader/project-files.js';
import { exportBank } from './export-banks.js';
import { writeExport } from './export-folder.js';
import { address, bankFolders, byte, flag, need, numbers, type Shape, text } from './options/index.js';
import { readUnitImage } from './unit-image.js';

/** An image, and the device that it is for. */
export interface UnitFileOptions {
  readonly image: string;
  readonly device: string;
  readonly banks?: BankFolders;
  readonly address?: number;
  readonly raw?: boolean;
  readonly fill?: number;
  /** Blocks whose lock is wanted though the image holds no data for them. */
  readonly lockEmpty?: readonly number[];
}

export const unitFileShape: Shape<UnitFileOptions> = {
  image: need(text),
  device: need(text),
  banks: bankFolders,
  address,
  raw: flag,
  fill: byte,
  lockEmpty: numbers,
};

/** The device of a unit. Errors: DEVICE_*, EXPORT_REFUSED, LOCK_BLOCK_UNKNOWN, those of banks. */
export async function unitDevice({ device: name, banks, lockEmpty }: UnitFileOptions): Promise<Device> {
  const device = findDevice(name, await loadBanks(banks));
  refuseSector(device.bank);
  refuseUnknownBlocks(device.bank, lockEmpty);
  return device;
}

export interface UnitExportOptions extends UnitFileOptions {
  /** A new or empty folder for the scripts and what they load, or that of an earlier export. */
  readonly out: string;
  readonly templates?: string;
}

export const unitExportShape: Shape<UnitExportOptions> = {
  ...unitFileShape,
  out: need(text),
  templates: text,
};

/** What an export of one unit has written. */
export interface UnitExport<T extends UnitScript> {
  readonly device: Device;
  readonly script: T;
  readonly manifest: ExportManifest;
  /** Every file, by its name in the folder. */
  readonly files: readonly string[];
  readonly warnings: readonly ImageWarning[];
}

/** No script of another host compares the unique ID of the chip. */
function boundImage(path: string, { from, uid }: Binding): OtpforgeError {
  return new OtpforgeError('EXPORT_REFUSED', {
    message: `${path} is for the die ${uid} alone, by ${from}, and a script would burn it into any chip`,
    remedy: 'Burn it with otpforge program, which compares the unique ID.',
    details: { file: path, uid },
  });
}

/** Writes the scripts that burn an image for one host. Errors: EXPORT_FOLDER_USED, EXPORT_REFUSED, those of the image. */
export async function exportUnit<T extends UnitScript>(
  host: ExportHost,
  options: UnitExportOptions,
  make: (input: UnitScriptInput) => Promise<T>,
): Promise<UnitExport<T>> {
  const device = await unitDevice(options);
  const { image, binding } = await readUnitImage(options.image, { device }, options);
  if (binding) throw boundImage(options.image, binding);
  const bank = await exportBank(device.bank);
  const own = gatherProjectFiles();
  const { templates, lockEmpty, out } = options;
  const script = await make({
    device,
    image,
    loader: bank.loader,
    ...(templates !== undefined && { templates }),
    onProjectFile: own.add,
    lockEmpty,
  });
  const manifest = makeExportManifest(host, [bank], script.files, own.list());
  const files = [...script.files, { name: exportManifestName, content: exportManifestText(manifest) }];
  // Unit data may be secret. A script of another unit left beside ours would be run with it, and an old dump be judged.
  await writeExport(out, host, files, { inputs: [options.image], mode: 0o600 });
  return { device, script, manifest, files: files.map(({ name }) => name), warnings: image.warnings };
}

import { OtpforgeError } from '../errors/index.js';
import {
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
import { exportJlink, type JlinkChoice, type JlinkExport } from '../export/jlink.js';
import { readJlinkDeviceList } from '../export/jlink-device-list.js';
import { readText } from '../files/read.js';
import { gatherProjectFiles } from '../loader/project-files.js';
import { type ExportBanksOptions, exportBanks, exportBanksShape } from './export-banks.js';
import { writeExport } from './export-folder.js';
import { checkOptions, flag, need, type Shape, text } from './options/index.js';

/** What decides which devices get an OTP bank. */
export interface JlinkDevicesOptions extends ExportBanksOptions {
  /** What `ExpDevListXML` of the user's J-Link Commander wrote: names that it lacks are left out. */
  readonly known?: string;
  /** Leave the devices alone for which J-Link has an OTP bank of its own. */
  readonly skipNative?: boolean;
}

export interface ExportJlinkOptions extends JlinkDevicesOptions {
  /** Folder that gets the export. */
  readonly out: string;
}

export interface ExportJlinkDocument extends ExportManifest {
  readonly format: 'otpforge.export-report/1';
  readonly host: 'jlink';
  readonly out: string;
  readonly devices: number;
  readonly leftOut: readonly string[];
}

export const jlinkDevicesShape: Shape<JlinkDevicesOptions> = {
  ...exportBanksShape,
  known: text,
  skipNative: flag,
};
const shape: Shape<ExportJlinkOptions> = { ...jlinkDevicesShape, out: need(text) };

/**
 * Writes a JLinkDevices folder that adds the OTP banks to J-Link's own devices. Reaches no chip.
 * Errors: EXPORT_FOLDER_USED, DEVICE_LIST_INVALID, BANK_NOT_FOUND, LOADER_NOT_BUILT, LOADER_HASH, FILE_*.
 */
export async function exportJlinkDevices(options: ExportJlinkOptions): Promise<ExportJlinkDocument> {
  checkOptions('exportJlinkDevices', options, shape);
  const { manifest, files, devices, leftOut } = await jlinkDevices(options);
  await writeExport(options.out, 'jlink', [
    ...files,
    { name: exportManifestName, content: exportManifestText(manifest) },
  ]);
  return {
    ...manifest,
    format: 'otpforge.export-report/1',
    host: 'jlink',
    out: options.out,
    devices,
    leftOut,
  };
}

/** The files of a JLinkDevices folder, for export and install. */
export async function jlinkDevices(
  options: JlinkDevicesOptions,
): Promise<JlinkExport & { readonly manifest: ExportManifest }> {
  const { known, skipNative, templates } = options;
  const banks = await exportBanks(options);
  const choice: JlinkChoice = {
    skipNative,
    known: known === undefined ? undefined : readJlinkDeviceList(await readText(known), known),
  };
  const own = gatherProjectFiles();
  const made = await exportJlink(banks, choice, { templates, onProjectFile: own.add });
  if (known !== undefined && made.devices === 0) throw noneKnown(known);
  return { ...made, manifest: makeExportManifest('jlink', banks, made.files, own.list()) };
}

// An installation of nothing would even take an earlier one away.
function noneKnown(file: string): OtpforgeError {
  return new OtpforgeError('DEVICE_LIST_INVALID', {
    message: `${file}: none of the devices of these banks is listed in it`,
    remedy: 'Make it again with J-Link Commander: ExpDevListXML <file>, or leave --known out.',
    details: { file },
  });
}

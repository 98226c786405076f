import type { ExportManifest } from '../export/export-manifest.js';
import { bytesOf } from '../export/exported-file.js';
import { type InstallReport, installFiles } from '../install/install.js';
import { jlinkFolder } from '../install/jlink-folder.js';
import { type UninstallReport, uninstallFiles } from '../install/uninstall.js';
import { sha256Of } from '../loader/index.js';
import { type JlinkDevicesOptions, jlinkDevices, jlinkDevicesShape } from './export-jlink.js';
import { checkOptions, flag, type Shape, text } from './options/index.js';

export interface InstallOptions extends JlinkDevicesOptions {
  /** Where J-Link shall look; its own folder for this user unless given. */
  readonly dir?: string;
  /** Say what would be done, and write nothing. */
  readonly dryRun?: boolean;
}

export type UninstallOptions = Pick<InstallOptions, 'dir' | 'dryRun'>;

export interface InstallDocument extends InstallReport {
  readonly format: 'otpforge.install/1';
  readonly folder: string;
  readonly dryRun: boolean;
  readonly devices: number;
  readonly leftOut: readonly string[];
  /** The banks with their loaders, and what is not the package's. */
  readonly banks: ExportManifest['banks'];
  readonly projectFiles?: ExportManifest['projectFiles'];
}

export interface UninstallDocument extends UninstallReport {
  readonly format: 'otpforge.uninstall/1';
  readonly folder: string;
  readonly dryRun: boolean;
}

const shape: Shape<InstallOptions> = { ...jlinkDevicesShape, dir: text, dryRun: flag };

/**
 * Puts the OTP banks where SEGGER's programs look for them. Reaches no chip.
 * Errors: INSTALL_FOREIGN_FILES, FOLDER_BUSY, DEVICE_LIST_INVALID, and those of export.
 */
export async function install(options: InstallOptions = {}): Promise<InstallDocument> {
  checkOptions('install', options, shape);
  const { dir: folder = jlinkFolder(), dryRun = false } = options;
  const { files, devices, leftOut, manifest } = await jlinkDevices(options);
  const hashed = files.map((file) => ({ ...file, sha256: sha256Of(bytesOf(file)) }));
  const report = await installFiles(folder, hashed, { dryRun });
  const { banks, projectFiles } = manifest;
  return {
    format: 'otpforge.install/1',
    folder,
    dryRun,
    devices,
    leftOut,
    banks,
    ...(projectFiles && { projectFiles }),
    ...report,
  };
}

/** Takes away what `install` put there, and nothing that anybody changed since. Errors: FOLDER_BUSY, FILE_*, SCHEMA. */
export async function uninstall(options: UninstallOptions = {}): Promise<UninstallDocument> {
  checkOptions('uninstall', options, { dir: text, dryRun: flag });
  const { dir: folder = jlinkFolder(), dryRun = false } = options;
  return { format: 'otpforge.uninstall/1', folder, dryRun, ...(await uninstallFiles(folder, { dryRun })) };
}

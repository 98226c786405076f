import type { ExportBank } from '../export/export-bank.js';
import {
  type ExportHost,
  type ExportManifest,
  exportManifestName,
  exportManifestText,
  makeExportManifest,
} from '../export/export-manifest.js';
import type { ExportedFile } from '../export/exported-file.js';
import { exportProbeRs } from '../export/probe-rs.js';
import { exportPyocd } from '../export/pyocd.js';
import { gatherProjectFiles } from '../loader/project-files.js';
import type { TemplateOptions } from '../loader/templates.js';
import { type ExportBanksOptions, exportBanks, exportBanksShape } from './export-banks.js';
import { writeExport } from './export-folder.js';
import { checkOptions, need, oneOf, type Shape, text } from './options/index.js';

export interface ExportHostOptions extends ExportBanksOptions {
  /** Folder that gets the export. */
  readonly out: string;
}

export interface ExportHostDocument extends ExportManifest {
  readonly format: 'otpforge.export-report/1';
  /** Where it was written. */
  readonly out: string;
}

type Exporter = (banks: readonly ExportBank[], options: TemplateOptions) => Promise<readonly ExportedFile[]>;

/** The hosts whose export is a folder made from banks alone. */
export type FolderHost = Extract<ExportHost, 'pyocd' | 'probe-rs'>;

const exporters: Readonly<Record<FolderHost, Exporter>> = { pyocd: exportPyocd, 'probe-rs': exportProbeRs };
export const exportFolderHosts = Object.keys(exporters).filter(isFolderHost);

function isFolderHost(host: string): host is FolderHost {
  return Object.hasOwn(exporters, host);
}

const shape: Shape<ExportHostOptions> = { ...exportBanksShape, out: need(text) };

/**
 * Writes what a host needs to program the OTP of some banks, with a manifest. Reaches no chip.
 * Errors: EXPORT_FOLDER_USED, BANK_NOT_FOUND, LOADER_NOT_BUILT, LOADER_HASH, TEMPLATE_INVALID, FILE_WRITE_FAILED.
 */
export async function exportForHost(
  host: FolderHost,
  options: ExportHostOptions,
): Promise<ExportHostDocument> {
  checkOptions('exportForHost', options, shape);
  checkOptions('exportForHost', { host }, { host: need(oneOf(...exportFolderHosts)) });
  const { out, templates } = options;
  const banks = await exportBanks(options);
  const own = gatherProjectFiles();
  const files = await exporters[host](banks, { templates, onProjectFile: own.add });
  const manifest = makeExportManifest(host, banks, files, own.list());
  await writeExport(out, host, [
    ...files,
    { name: exportManifestName, content: exportManifestText(manifest) },
  ]);
  return { ...manifest, format: 'otpforge.export-report/1', out };
}

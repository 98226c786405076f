import type { ExportManifest } from '../export/export-manifest.js';
import { exportOpenocd } from '../export/openocd.js';
import type { ImageWarning } from '../image/index.js';
import { checkOptions } from './options/index.js';
import { exportUnit, type UnitExportOptions, unitExportShape } from './unit-export.js';

export type ExportOpenocdOptions = UnitExportOptions;

export interface ExportOpenocdDocument extends ExportManifest {
  readonly format: 'otpforge.export-report/1';
  readonly host: 'openocd';
  readonly device: string;
  readonly out: string;
  readonly dataUnits: number;
  readonly lockUnits: number;
  readonly warnings: readonly ImageWarning[];
}

/**
 * Writes a Tcl script that burns an image by OpenOCD and our own loader. Reaches no chip.
 * Errors: EXPORT_FOLDER_USED, EXPORT_REFUSED, and those of the image.
 */
export async function exportOpenocdScript(options: ExportOpenocdOptions): Promise<ExportOpenocdDocument> {
  checkOptions('exportOpenocdScript', options, unitExportShape);
  const { device, script, manifest, warnings } = await exportUnit('openocd', options, exportOpenocd);
  const { dataUnits, lockUnits } = script;
  return {
    ...manifest,
    format: 'otpforge.export-report/1',
    host: 'openocd',
    device: device.name,
    out: options.out,
    dataUnits,
    lockUnits,
    warnings,
  };
}

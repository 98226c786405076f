import { OtpforgeError } from '../errors/index.js';
import { exportCommander } from '../export/commander.js';
import type { Step } from '../export/commander-steps.js';
import type { ExportManifest } from '../export/export-manifest.js';
import type { ImageWarning } from '../image/index.js';
import { checkOptions, number, type Shape } from './options/index.js';
import { exportUnit, type UnitExportOptions, unitExportShape } from './unit-export.js';

export interface ExportCommanderOptions extends UnitExportOptions {
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

const shape: Shape<ExportCommanderOptions> = { ...unitExportShape, speedKhz: number };

const defaultSpeedKhz = 4000;

/**
 * Writes J-Link Commander scripts that burn an image with stock SEGGER software. Reaches no chip.
 * Errors: USAGE, EXPORT_FOLDER_USED, EXPORT_REFUSED, and those of the image.
 */
export async function exportCommanderScripts(
  options: ExportCommanderOptions,
): Promise<ExportCommanderDocument> {
  checkOptions('exportCommanderScripts', options, shape);
  const { speedKhz = defaultSpeedKhz, image, out } = options;
  checkSpeed(speedKhz);
  const exported = await exportUnit('commander', options, (input) =>
    exportCommander({ ...input, imageName: image, speedKhz }),
  );
  const { device, script, manifest, files, warnings } = exported;
  const { steps, dataUnits, lockUnits } = script;
  return {
    format: 'otpforge.commander-export/1',
    device: device.name,
    folder: out,
    files,
    banks: manifest.banks,
    ...(manifest.projectFiles && { projectFiles: manifest.projectFiles }),
    steps,
    dataUnits,
    lockUnits,
    warnings,
  };
}

function checkSpeed(speedKhz: number): void {
  if (Number.isInteger(speedKhz) && speedKhz >= 5 && speedKhz <= 50_000) return;
  throw new OtpforgeError('USAGE', {
    message: `a speed of ${speedKhz} is not a number of kHz from 5 to 50000`,
    remedy: 'Give --speed in kHz, for example --speed 4000.',
  });
}

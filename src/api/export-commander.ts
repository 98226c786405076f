import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { exportCommander } from '../export/commander.js';
import type { Step } from '../export/commander-steps.js';
import { isErrno } from '../files/read.js';
import { writeAtomic } from '../files/write.js';
import { loadBuiltLoader } from '../loader/index.js';
import { readUnitImage } from './target.js';

export interface ExportCommanderOptions {
  readonly image: string;
  readonly device: string;
  /** Folder that gets the scripts and what they load. */
  readonly output: string;
  readonly banks?: readonly string[];
  readonly templates?: string;
  readonly address?: number;
  readonly fill?: number;
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
}

const defaultSpeedKhz = 4000;

/**
 * Writes J-Link Commander scripts that burn an image with stock SEGGER software. Reaches no chip.
 * Errors: USAGE, EXPORT_FOLDER_USED, EXPORT_REFUSED, and those of the image.
 */
export async function exportCommanderScripts(
  options: ExportCommanderOptions,
): Promise<ExportCommanderDocument> {
  const { speedKhz = defaultSpeedKhz } = options;
  checkSpeed(speedKhz);
  refuseUsedFolder(options.output);
  const device = findDevice(options.device, await loadBanks(options.banks));
  const image = await readUnitImage(options.image, device, options);
  const { files, ...made } = await exportCommander({
    device,
    image,
    imageName: options.image,
    loader: await loadBuiltLoader(device.bank),
    speedKhz,
    ...(options.templates !== undefined && { templates: options.templates }),
  });
  for (const { name, content } of files) {
    // Unit data may be secret.
    await writeAtomic(join(options.output, name), content, { inputs: [options.image], mode: 0o600 });
  }
  return {
    format: 'otpforge.commander-export/1',
    device: device.name,
    folder: options.output,
    files: files.map(({ name }) => name),
    ...made,
  };
}

function checkSpeed(speedKhz: number): void {
  if (Number.isInteger(speedKhz) && speedKhz >= 5 && speedKhz <= 50_000) return;
  throw new OtpforgeError('USAGE', {
    message: `a speed of ${speedKhz} is not a number of kHz from 5 to 50000`,
    remedy: 'Give --speed in kHz, for example --speed 4000.',
  });
}

// A script of another unit left beside ours would be run with it, and an old dump be judged for a new one.
function refuseUsedFolder(folder: string): void {
  const used = namesIn(folder).filter((name) => /(\.jlink|-(ram|otp|job)\.bin)$/i.test(name));
  if (used.length === 0) return;
  throw new OtpforgeError('EXPORT_FOLDER_USED', {
    message: `${folder} holds scripts or dumps of an earlier export: ${used.sort().join(', ')}`,
    remedy: 'Name a new folder with -o, or remove that one.',
    details: { folder, files: used },
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return [];
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${folder}: cannot be looked into: ${String(cause)}`,
      remedy: 'Name another folder with -o.',
      details: { file: folder },
      cause,
    });
  }
}

import { join } from 'node:path';
import { findDevice, loadBanks } from '../bank/index.js';
import { exportCommander } from '../export/commander.js';
import type { Step } from '../export/commander-steps.js';
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

/** Writes J-Link Commander scripts that burn an image with stock SEGGER software. Reaches no chip. */
export async function exportCommanderScripts(
  options: ExportCommanderOptions,
): Promise<ExportCommanderDocument> {
  const device = findDevice(options.device, await loadBanks(options.banks));
  const image = await readUnitImage(options.image, device, options);
  const { files, ...made } = await exportCommander({
    device,
    image,
    imageName: options.image,
    loader: await loadBuiltLoader(device.bank),
    speedKhz: options.speedKhz ?? defaultSpeedKhz,
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

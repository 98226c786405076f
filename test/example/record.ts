import { readFileSync } from 'node:fs';
import { findDevice, loadBanks } from '../../src/bank/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readIntelHex, type SparseImage } from '../../src/image/index.js';
import { encodeLayout, type Layout, loadLayout, loadUnitData } from '../../src/layout/index.js';

/** The two chips that the example is built for. */
export const chips = [
  { chip: 'f401', device: 'STM32F401RE' },
  { chip: 'l476', device: 'STM32L476RG' },
] as const;

/** A file of firmware/example. */
export function examplePath(name: string): string {
  return packagePath('firmware', 'example', name);
}

export function exampleFirmware(chip: string): SparseImage {
  const path = examplePath(`example-${chip}.hex`);
  return readIntelHex(readFileSync(path), path);
}

/** The layout of a chip and the image of the sample unit, or of the values given. */
export async function exampleRecord(
  device: string,
  chip: string,
  set: readonly string[] = [],
): Promise<{ layout: Layout; image: SparseImage }> {
  const { bank } = findDevice(device, await loadBanks());
  const layout = await loadLayout(examplePath(`otp-${chip}.yaml`), bank);
  const { image } = encodeLayout(layout, await loadUnitData({ data: examplePath('unit.json'), set }));
  return { layout, image };
}

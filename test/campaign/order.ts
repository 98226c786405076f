import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { merge } from '../../src/api/merge.js';
import { readHex, writeHex } from './hex-file.js';
import type { Wish } from './wish.js';

/** What a line hands over for one board, as files in a folder of its own. */
export interface Order {
  readonly folder: string;
  readonly layout: string;
  /** The one hex file: firmware and serial data. */
  readonly image: string;
}

/** Writes layout, unit data and firmware, and merges them; the merged file must hold the wish and nothing else. */
export async function placeOrder(wish: Wish, folder: string): Promise<Order> {
  mkdirSync(folder, { recursive: true });
  const [layout, data, firmware, image] = ['otp.yaml', 'unit.json', 'fw.hex', 'unit.hex'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(layout, wish.layout);
  writeFileSync(data, JSON.stringify(wish.values));
  writeFileSync(firmware, writeHex(wish.firmware));
  const inputs = wish.firmware.size > 0 ? [{ path: firmware }] : [];
  await merge({ inputs, layout, data, output: image });
  const merged = readHex(readFileSync(image, 'utf8'));
  const wanted = new Map([...wish.otp, ...wish.firmware]);
  for (const address of new Set([...merged.keys(), ...wanted.keys()])) {
    if (merged.get(address) === wanted.get(address)) continue;
    throw new Error(
      `merged ${merged.get(address)} at ${address.toString(16)}, wanted ${wanted.get(address)}`,
    );
  }
  return { folder, layout, image };
}

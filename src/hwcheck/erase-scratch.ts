import type { Device } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { downloadArea, isBlank } from './download-area.js';
import { markerOf, scratchArea } from './scratch-area.js';

/** Erases the scratch sector by the probe's own download, which must program something: the marker. False when it stays. */
export async function eraseScratch(probe: Probe, device: Device): Promise<boolean> {
  const area = scratchArea(device);
  const marker = markerOf(device);
  const wanted = new Uint8Array(area.length).fill(0xff);
  wanted.set(marker.bytes, marker.address - area.address);
  return downloadArea(probe, area.address, wanted, async () => {
    const blank = isBlank(await probe.readMemory(area.address, usedLength(device)));
    const found = await probe.readMemory(marker.address, marker.bytes.length);
    return blank && Buffer.from(found).equals(marker.bytes);
  });
}

// The copy of the bank and, behind it, what the cache checks use.
function usedLength(device: Device): number {
  return Math.min(2048, scratchArea(device).length) - markerOf(device).bytes.length;
}

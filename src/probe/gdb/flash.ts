import { escapedLength, type MemoryMapRegion, parseMemoryMap } from '../../gdb/index.js';
import type { SparseImage } from '../../image/index.js';
import { type AddressRange, containsAddress, endOf } from '../../range/index.js';
import type { FlashProgress } from '../../target/index.js';
import { hex32 } from '../../text/hex.js';
import type { GdbClient } from './client.js';
import { unsupported } from './lost.js';

/** The slowest flash that a server is waited for, in bytes per millisecond. */
const slowestRate = 4;

/**
 * Programs main flash by vFlashErase, vFlashWrite and vFlashDone, with the erase blocks of the server's
 * memory map. Errors: PROBE_UNSUPPORTED, TARGET_FAULT.
 */
export async function programFlash(
  client: GdbClient,
  image: SparseImage,
  progress: (state: FlashProgress) => void,
): Promise<void> {
  const blocks = blocksOf(client, image, await readRegions(client));
  for (const [index, { address, length }] of blocks.entries()) {
    const answer = await client.call(
      `vFlashErase:${address.toString(16)},${length.toString(16)}`,
      client.deadlines.flashMs,
    );
    const what = `erase the flash at ${hex32(address)}`;
    if (index === 0) client.mustBeOk(answer, what);
    else client.mustHaveDone(answer, what);
    progress({ phase: 'erase', done: index + 1, total: blocks.length });
  }
  const total = image.byteCount;
  let done = 0;
  for (const { address, bytes } of image.segments) {
    for (let at = 0; at < bytes.length; ) {
      const part = partOf(bytes.subarray(at), client.packetSize);
      const head = Buffer.from(`vFlashWrite:${(address + at).toString(16)}:`, 'latin1');
      const answer = await client.call(Buffer.concat([head, part]), client.deadlines.flashMs);
      client.mustHaveDone(answer, `program the flash at ${hex32(address + at)}`);
      at += part.length;
      done += part.length;
      // Most servers only collect here and program at vFlashDone.
      if (done < total) progress({ phase: 'program', done, total });
    }
  }
  const answer = await client.call('vFlashDone', client.deadlines.flashMs + total / slowestRate);
  client.mustHaveDone(answer, 'program the flash');
  progress({ phase: 'program', done: total, total });
}

async function readRegions(client: GdbClient): Promise<readonly MemoryMapRegion[]> {
  const document = await client.document('memory-map', '');
  const regions = parseMemoryMap(document ?? '').filter(
    ({ kind, blockSize = 0 }) => kind === 'flash' && blockSize > 0,
  );
  if (regions.length > 0) return regions;
  throw unsupported(
    client.server,
    'programs no flash: its memory map names none',
    'Tell the server the device (for a J-Link GDB server: -device), or program the firmware by another way first.',
  );
}

// Each erase block that the image touches, in address order.
function blocksOf(
  client: GdbClient,
  image: SparseImage,
  regions: readonly MemoryMapRegion[],
): readonly AddressRange[] {
  const blocks = new Map<number, AddressRange>();
  for (const { address, bytes } of image.segments) {
    const end = address + bytes.length;
    for (let at = address; at < end; ) {
      const block = blockAt(client, at, regions);
      blocks.set(block.address, block);
      at = endOf(block);
    }
  }
  return [...blocks.values()].sort((a, b) => a.address - b.address);
}

function blockAt(client: GdbClient, address: number, regions: readonly MemoryMapRegion[]): AddressRange {
  const region = regions.find((each) => containsAddress(each, address));
  if (region?.blockSize === undefined) {
    throw unsupported(
      client.server,
      `programs no flash at ${hex32(address)}: its memory map names none there`,
      'Tell the server the device that is really fitted.',
    );
  }
  const { blockSize } = region;
  return { address: address - ((address - region.address) % blockSize), length: blockSize };
}

function partOf(bytes: Uint8Array, packetSize: number): Uint8Array {
  const room = packetSize - 32;
  let length = Math.min(bytes.length, room & ~15);
  while (escapedLength(bytes.subarray(0, length)) > room) length = Math.floor(length * 0.75) & ~15;
  return bytes.subarray(0, length);
}

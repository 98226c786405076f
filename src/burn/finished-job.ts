import type { Stretch } from './in-flight.js';
import {
  decodeJobHead,
  decodeJobResult,
  jobAddressOf,
  jobHeaderSize,
  jobMagic,
  pendingStatus,
  segmentSize,
} from './job.js';
import type { BurnRequest } from './session.js';

/**
 * What the last job in RAM was to program, when the loader came to its end, which leaves no unit half programmed. RAM
 * outlives a lost probe and a reset, and the status is written last; after a power cut RAM holds the same, or no job.
 */
export async function finishedJob({
  probe,
  device,
  loader,
}: Pick<BurnRequest, 'probe' | 'device' | 'loader'>): Promise<readonly Stretch[]> {
  const address = jobAddressOf(device.bank, loader);
  const header = await probe.readMemory(address, jobHeaderSize, 4);
  const { magic, count } = decodeJobHead(header);
  const { size, writeUnit } = device.bank.otp;
  if (magic !== jobMagic || decodeJobResult(header).status === pendingStatus || count > size / writeUnit)
    return [];
  const table = await probe.readMemory(address + jobHeaderSize, count * segmentSize, 4);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  return Array.from({ length: count }, (_, index) => ({
    address: view.getUint32(index * segmentSize, true),
    length: view.getUint32(index * segmentSize + 4, true),
  }));
}

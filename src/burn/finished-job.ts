import type { AddressRange } from '../range/index.js';
import {
  decodeJobHead,
  decodeJobResult,
  type JobResult,
  jobAddressOf,
  jobHeaderSize,
  jobMagic,
  segmentSize,
} from './job.js';
import { jobStatus } from './job-status.js';
import type { BurnRequest } from './session.js';

/**
 * What the last job in RAM has programmed, when the loader came to its end, which leaves no unit half programmed. RAM
 * outlives a lost probe and a reset, and the status is written last; after a power cut RAM holds the same, or no job.
 */
export async function finishedJob({
  probe,
  device,
  loader,
}: Pick<BurnRequest, 'probe' | 'device' | 'loader'>): Promise<readonly AddressRange[]> {
  const address = jobAddressOf(device.bank, loader);
  const header = await probe.readMemory(address, jobHeaderSize, 4);
  const { magic, count } = decodeJobHead(header);
  const { base, size, writeUnit } = device.bank.otp;
  const end = programmedUpTo(decodeJobResult(header), base + size);
  if (magic !== jobMagic || end === undefined || count < 1 || count > size / writeUnit) return [];
  const table = await probe.readMemory(address + jobHeaderSize, count * segmentSize, 4);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  return Array.from({ length: count }, (_, index) => {
    const start = view.getUint32(index * segmentSize, true);
    const length = view.getUint32(index * segmentSize + 4, true);
    return { address: start, length: Math.max(0, Math.min(length, end - start)) };
  });
}

// A refusal has programmed nothing, and RAM that fades without supply may hold any other status.
function programmedUpTo({ status, failAddress }: JobResult, endOfBank: number): number | undefined {
  if (status === jobStatus.done) return endOfBank;
  return status === jobStatus.flash || status === jobStatus.readBack ? failAddress : undefined;
}

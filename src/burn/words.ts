import { OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** Registers of one block that lie close together are read in one access. */
const blockSpan = 64;

/** Reads 32-bit registers, in one probe call where they lie close together. Errors: TARGET_FAULT. */
export async function readWords(probe: Probe, addresses: readonly number[]): Promise<readonly number[]> {
  const start = Math.min(...addresses);
  const length = Math.max(...addresses) + 4 - start;
  if (length > blockSpan) {
    const words: number[] = [];
    for (const address of addresses) words.push(await readWord(probe, address));
    return words;
  }
  const block = await readWhole(probe, start, length);
  return addresses.map((address) => wordIn(block, address - start));
}

/** Reads one 32-bit register. Errors: TARGET_FAULT. */
export async function readWord(probe: Probe, address: number): Promise<number> {
  return wordIn(await readWhole(probe, address, 4), 0);
}

export function writeWord(probe: Probe, address: number, value: number): Promise<void> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return probe.writeMemory(address, bytes, 4);
}

/** Reads memory and takes nothing less than all of it. Errors: TARGET_FAULT. */
export async function readWhole(probe: Probe, address: number, length: number): Promise<Uint8Array> {
  const bytes = await probe.readMemory(address, length, 4);
  if (bytes.length === length) return bytes;
  throw new OtpforgeError('TARGET_FAULT', {
    message: `${hex32(address)}: ${count(bytes.length, 'byte')} answered instead of ${length}`,
    remedy: 'Check the debug connection, and run the command again.',
    details: { address },
  });
}

/** Whether an error says that the target itself refused an access. */
export function isTargetFault(error: unknown): error is OtpforgeError {
  return error instanceof OtpforgeError && error.code === 'TARGET_FAULT';
}

function wordIn(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}

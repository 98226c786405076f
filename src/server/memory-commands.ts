import { decodeHex, encodeHex, parseHex } from '../gdb/index.js';
import type { AddressRange } from '../range/index.js';
import { failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

/** `m addr,length`: a longer stretch than a packet holds is answered in part, as the protocol allows. */
export function readMemory({ chip }: ServedChip, args: string, largest: number): Reply {
  const range = parseRange(args);
  if (!range) return failure.malformed;
  return encodeHex(chip.readMemory(range.address, Math.min(range.length, largest)));
}

/** `M addr,length:hex`. */
export async function writeMemoryHex(served: ServedChip, args: string): Promise<Reply> {
  const colon = args.indexOf(':');
  const range = parseRange(args.slice(0, Math.max(colon, 0)));
  const bytes = decodeHex(args.slice(colon + 1));
  return range && bytes ? write(served, range, bytes) : failure.malformed;
}

/** `X addr,length:bytes`; with length 0 it asks whether X is known. */
export async function writeMemoryBinary(served: ServedChip, args: Uint8Array): Promise<Reply> {
  const colon = args.indexOf(0x3a);
  const range = parseRange(Buffer.from(args.subarray(0, Math.max(colon, 0))).toString('latin1'));
  return range ? write(served, range, args.subarray(colon + 1)) : failure.malformed;
}

async function write(served: ServedChip, range: AddressRange, bytes: Uint8Array): Promise<Reply> {
  if (bytes.length !== range.length) return failure.malformed;
  served.chip.writeMemory(range.address, bytes);
  // AIRCR and DHCSR can be written like any memory.
  await served.settle();
  return 'OK';
}

/** `addr,length`; undefined when malformed. */
export function parseRange(text: string): AddressRange | undefined {
  const [first, second, ...rest] = text.split(',');
  const address = parseHex(first);
  const length = parseHex(second);
  if (address === undefined || length === undefined || rest.length > 0) return undefined;
  return { address, length };
}

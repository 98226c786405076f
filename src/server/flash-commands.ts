import { OtpforgeError } from '../errors/index.js';
import { parseHex } from '../gdb/index.js';
import { parseRange } from './memory-commands.js';
import { explained, failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

export function flashErase(served: ServedChip, args: string): Reply {
  const range = parseRange(args);
  if (!range) return failure.malformed;
  const problem = served.flash.erase(served.chip, range.address, range.length);
  return problem === undefined ? 'OK' : explained(problem);
}

/** `vFlashWrite:addr:bytes`. */
export function flashWrite(served: ServedChip, args: Uint8Array): Reply {
  const colon = args.indexOf(0x3a);
  const address = parseHex(Buffer.from(args.subarray(0, Math.max(colon, 0))).toString('latin1'));
  if (address === undefined) return failure.malformed;
  const problem = served.flash.write(address, args.slice(colon + 1));
  return problem === undefined ? 'OK' : explained(problem);
}

export async function flashDone(served: ServedChip): Promise<Reply> {
  try {
    await served.programFlash();
    return 'OK';
  } catch (error) {
    if (error instanceof OtpforgeError) return explained(error.message);
    throw error;
  }
}

import { parseHex } from '../gdb/index.js';
import { failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

/** `?` halts the core, since a client that attaches expects it to stand. */
export async function whyHalted(served: ServedChip): Promise<Reply> {
  await served.halt();
  return served.stopReply();
}

/** `c [addr]` and `s [addr]`; with a signal (`C`, `S`) the address follows a semicolon and the signal is ignored. */
export async function resume(served: ServedChip, letter: string, args: string): Promise<Reply> {
  const withSignal = letter === 'C' || letter === 'S';
  const at = withSignal ? args.split(';')[1] : args === '' ? undefined : args;
  if (at !== undefined) {
    const address = parseHex(at);
    if (address === undefined || served.isRunning) return failure.malformed;
    served.chip.writeRegister('PC', address);
  }
  return letter.toLowerCase() === 's' ? served.step() : run(served);
}

/** `vCont;action[:thread]…`: the first action holds, since there is one thread. */
export async function resumeThreads(served: ServedChip, args: string): Promise<Reply> {
  const [action = ''] = args.split(';').slice(1);
  const [, letter] = /^([cCsS])(?:[0-9a-f]{2})?(?::[p0-9a-f.-]+)?$/i.exec(action) ?? [];
  if (letter === undefined) return failure.malformed;
  return letter.toLowerCase() === 's' ? served.step() : run(served);
}

async function run(served: ServedChip): Promise<Reply> {
  await served.resume();
  return undefined;
}

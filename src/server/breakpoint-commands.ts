import { parseHex } from '../gdb/index.js';
import { explained, failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

/** More than any debugger sets; the core looks through all of them at every instruction. */
const mostBreakpoints = 64;

/** The breakpoint unit of a Cortex-M4 compares addresses of the code region only (ARMv7-M manual C1.11). */
const codeRegionEnd = 0x20000000;
const comparators = 6;

/** `Z0` and `Z1`: the simulated core needs no BKPT in memory, but a `Z1` is held to what a chip's comparators can. */
export function insertBreakpoint(served: ServedChip, args: string): Reply {
  const place = parseBreakpoint(args);
  if (!place) return '';
  if (place.address === undefined) return failure.malformed;
  if (served.breakpoints.has(place.key)) return 'OK';
  if (served.breakpoints.size >= mostBreakpoints)
    return explained(`no more than ${mostBreakpoints} breakpoints`);
  if (place.isHardware && place.address >= codeRegionEnd)
    return explained('hardware breakpoints reach the code region only, below 0x20000000');
  if (place.isHardware && countHardware(served) >= comparators)
    return explained(`no more than ${comparators} hardware breakpoints`);
  served.breakpoints.set(place.key, served.chip.setBreakpoint(place.address));
  return 'OK';
}

export function removeBreakpoint(served: ServedChip, args: string): Reply {
  const place = parseBreakpoint(args);
  if (!place) return '';
  if (place.address === undefined) return failure.malformed;
  const id = served.breakpoints.get(place.key);
  if (id !== undefined) served.chip.clearBreakpoint(id);
  served.breakpoints.delete(place.key);
  return 'OK';
}

function countHardware({ breakpoints }: ServedChip): number {
  return [...breakpoints.keys()].filter((key) => key.startsWith('1 ')).length;
}

interface Place {
  readonly key: string;
  readonly address: number | undefined;
  readonly isHardware: boolean;
}

// `type,addr,kind`; watchpoints and conditions are not served, which an empty answer says.
function parseBreakpoint(args: string): Place | undefined {
  const [type = '', at, kind, ...rest] = args.split(',');
  if ((type !== '0' && type !== '1') || rest.length > 0 || kind?.includes(';')) return undefined;
  const address = parseHex(kind) === undefined ? undefined : parseHex(at);
  return { key: `${type} ${address}`, address, isHardware: type === '1' };
}

import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { errorText, type GdbClient } from './client.js';

/** 0 puts BKPT into memory, 1 uses a comparator. */
type BreakpointType = 0 | 1;

export interface GdbBreakpoint {
  readonly address: number;
  readonly type: BreakpointType;
}

/** The comparators of a Cortex-M3 and M4 reach the code region only (ARMv7-M manual C1.11). */
const codeRegionEnd = 0x20000000;
const thumbKind = 2;

/** Errors: TARGET_FAULT. */
export async function insertBreakpoint(
  client: GdbClient,
  at: number,
  wanted?: BreakpointType,
): Promise<GdbBreakpoint> {
  const address = (at & ~1) >>> 0;
  const order: readonly BreakpointType[] = address < codeRegionEnd ? [1, 0] : [0, 1];
  let refusal = '';
  for (const type of wanted === undefined ? order : [wanted]) {
    const { text } = await client.call(`Z${type},${address.toString(16)},${thumbKind}`);
    if (text === 'OK') return { address, type };
    refusal = errorText(text);
  }
  throw new OtpforgeError('TARGET_FAULT', {
    message: `the GDB server at ${client.server} sets no breakpoint at ${hex32(address)}: ${refusal}`,
    remedy: 'Remove breakpoints of other tools; the core has six at most.',
    details: { address },
  });
}

/** Errors: TARGET_FAULT. */
export async function removeBreakpoint(client: GdbClient, { address, type }: GdbBreakpoint): Promise<void> {
  const answer = await client.call(`z${type},${address.toString(16)},${thumbKind}`);
  client.mustHaveDone(answer, `clear the breakpoint at ${hex32(address)}`);
}

import { OtpforgeError } from '../../errors/index.js';
import { type AddressRange, endOf } from '../../range/index.js';
import { hex32 } from '../../text/hex.js';
import type { GdbClient } from './client.js';
import { unsupported } from './lost.js';
import { type ServerKind, serverKinds } from './server-kinds.js';

interface Words {
  readonly name: string;
  /** Monitor commands that reset the chip and halt the core, one after the other. */
  readonly resetHalt: readonly string[];
  /** It answers a read that failed with zeros, and cannot be told not to while it runs. */
  readonly zerosMayBeFaults?: true;
  /** What makes memory reads honest; `uncached` must always be read from the chip. */
  readonly prepare: (uncached: readonly AddressRange[]) => readonly Preparation[];
}

/** Something that a server must be told. */
interface Preparation {
  readonly line: string;
  /** What is wrong with a server that does not take it. */
  readonly otherwise: string;
}

const nothing = (): readonly Preparation[] => [];

const words: Readonly<Record<ServerKind, Words>> = {
  otpforge: { name: 'otpforge simulate', resetHalt: ['reset halt'], prepare: nothing },
  openocd: { name: 'OpenOCD', resetHalt: ['reset halt'], prepare: nothing, zerosMayBeFaults: true },
  jlink: {
    name: 'J-Link GDB Server',
    // It has no "reset halt"; its "reset" halts.
    resetHalt: ['reset', 'halt'],
    // It caches what it knows as flash: a loader in RAM programs OTP behind its back, and main flash would
    // be verified against what was downloaded (UM08001, SetAllowFlashCache, ExcludeFlashCacheRange).
    prepare: (uncached) => [
      { line: 'exec SetAllowFlashCache = 0', otherwise: 'would answer reads of flash from its cache' },
      ...uncached.map((range) => ({
        line: `exec ExcludeFlashCacheRange ${hex32(range.address)}-${hex32(endOf(range) - 1)}`,
        otherwise: 'would answer reads of OTP from its cache',
      })),
    ],
  },
  pyocd: { name: 'pyOCD', resetHalt: ['reset halt'], prepare: nothing },
  qemu: { name: 'QEMU', resetHalt: ['system_reset'], prepare: nothing },
  other: { name: 'GDB server', resetHalt: ['reset halt'], prepare: nothing },
};

/** Asks a server what it is, with questions that change nothing. */
export async function detectServer(client: GdbClient): Promise<ServerKind> {
  const version = (await client.monitor('version')).text;
  if (version.startsWith('otpforge')) return 'otpforge';
  if (version.includes('Open On-Chip Debugger')) return 'openocd';
  if (/^Error: unrecognized command|Invalid Command/.test(version)) return 'pyocd';
  if (/^\d+\.\d+\.\d+/.test((await client.monitor('info version')).text)) return 'qemu';
  // Only SEGGER's server knows SEGGER's own queries.
  return (await client.call('qSeggerSWO:GetSpeedInfo:0')).text === '' ? 'other' : 'jlink';
}

export function serverName(kind: ServerKind): string {
  return words[kind].name;
}

export function zerosMayBeFaults(kind: ServerKind): boolean {
  return words[kind].zerosMayBeFaults ?? false;
}

/** Tells a server not to cache flash and OTP. Errors: PROBE_UNSUPPORTED. */
export async function prepareServer(
  client: GdbClient,
  kind: ServerKind,
  uncached: readonly AddressRange[],
): Promise<void> {
  for (const { line, otherwise } of words[kind].prepare(uncached)) {
    const { ok, text } = await client.monitor(line);
    if (ok && !refused.test(text)) continue;
    throw unsupported(
      client.server,
      `(${words[kind].name}) ${otherwise}: it refused "monitor ${line}": ${text.trim() || 'no reason given'}`,
      `Use a newer version of the server, or jlink:; if it is another server, name its kind: gdb:${client.server},server=<${serverKinds.join('|')}>.`,
    );
  }
}

// Servers say so in words, probe-rs by its help, and end with OK anyway.
const notUnderstood =
  /(?:unknown|invalid|unsupported|unrecognized) command|not supported|supported commands:/i;
const refused = new RegExp(`${notUnderstood.source}|unknown|wrong # args|\\bfailed\\b`, 'i');

/** Resets and halts in the server's own words. Errors: TARGET_FAULT. */
export async function resetHalt(client: GdbClient, kind: ServerKind): Promise<void> {
  for (const line of words[kind].resetHalt) {
    const { ok, text } = await client.monitor(line);
    if (ok && !notUnderstood.test(text)) continue;
    throw new OtpforgeError('TARGET_FAULT', {
      message: `the ${words[kind].name} at ${client.server} refused "monitor ${line}": ${text.trim() || 'no reason given'}`,
      remedy: `Name the server's kind in the probe: gdb:${client.server},server=<${serverKinds.join('|')}>.`,
      details: { server: client.server, kind, line },
    });
  }
}

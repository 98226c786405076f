import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import type { GdbClient } from './client.js';

/** GDB servers whose words are known; any other takes the most common ones. */
export const serverKinds = ['otpforge', 'openocd', 'jlink', 'pyocd', 'qemu', 'other'] as const;
export type ServerKind = (typeof serverKinds)[number];

/** Addresses that a server must always read from the chip. */
export interface UncachedRange {
  readonly start: number;
  readonly end: number;
}

interface Words {
  readonly name: string;
  /** Monitor commands that reset the chip and halt the core, one after the other. */
  readonly resetHalt: readonly string[];
  /** Monitor commands that make memory reads honest. */
  readonly prepare: (uncached: readonly UncachedRange[]) => readonly string[];
}

const nothing = (): readonly string[] => [];

const words: Readonly<Record<ServerKind, Words>> = {
  otpforge: { name: 'otpforge simulate', resetHalt: ['reset halt'], prepare: nothing },
  openocd: {
    name: 'OpenOCD',
    resetHalt: ['reset halt'],
    // Without it OpenOCD answers a bus error with zeros. The word before 0.13, and the one since.
    prepare: () => ['gdb_report_data_abort enable', 'gdb report_data_abort enable'],
  },
  jlink: {
    name: 'J-Link GDB Server',
    // It knows no "reset halt"; its "reset" halts.
    resetHalt: ['reset', 'halt'],
    // It caches what it knows as flash, and a loader in RAM programs OTP behind its back.
    prepare: (uncached) =>
      uncached.map(({ start, end }) => `exec ExcludeFlashCacheRange ${hex32(start)}-${hex32(end - 1)}`),
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
  if (version.includes('Invalid Command')) return 'pyocd';
  if (/^\d+\.\d+\.\d+/.test((await client.monitor('info version')).text)) return 'qemu';
  // Only SEGGER's server knows SEGGER's own queries.
  return (await client.call('qSeggerSWO:GetSpeedInfo:0')).text === '' ? 'other' : 'jlink';
}

export function serverName(kind: ServerKind): string {
  return words[kind].name;
}

/** Tells a server to report bus errors and not to cache OTP. */
export async function prepareServer(
  client: GdbClient,
  kind: ServerKind,
  uncached: readonly UncachedRange[],
): Promise<void> {
  for (const line of words[kind].prepare(uncached)) await client.monitor(line);
}

// Servers say so in words and end with OK all the same.
const notUnderstood = /(?:unknown|invalid|unsupported|unrecognized) command|not supported/i;

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

import type { LoadedBank } from '../../bank/index.js';
import { OtpforgeError } from '../../errors/index.js';
import type { AddressRange } from '../../range/index.js';
import { count } from '../../text/plural.js';
import type { Probe } from '../probe.js';
import { badProbeUri, type ProbeUri, probeText } from '../uri.js';
import { type Deadlines, defaultDeadlines, GdbClient } from './client.js';
import { type Address, GdbConnection, serverName } from './connection.js';
import { GdbProbe } from './gdb-probe.js';
import { lockServer } from './lock-server.js';
import { GdbRegisters } from './registers.js';
import { detectServer, prepareServer } from './server-kind.js';
import { type ServerKind, serverKinds } from './server-kinds.js';

/**
 * Opens `gdb:<host>:<port>[,server=<kind>][,timeout=<ms>]`.
 * Errors: PROBE_URI, PROBE_BUSY, PROBE_UNAVAILABLE, PROBE_UNSUPPORTED, PROBE_LOST.
 */
export async function openGdb(uri: ProbeUri, banks: readonly LoadedBank[]): Promise<Probe> {
  const { target, options } = uri;
  const address = parseAddress(target);
  const kind = options.server === undefined ? undefined : parseKind(target, options.server);
  const deadlines = parseDeadlines(uri);
  const lock = lockServer(address);
  try {
    return await connectGdb(address, {
      uncached: otpRanges(banks),
      deadlines,
      onClosed: () => lock.release(),
      ...(kind !== undefined && { kind }),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

export interface GdbOptions {
  /** Asked of the server unless given. */
  readonly kind?: ServerKind;
  readonly uncached?: readonly AddressRange[];
  readonly deadlines?: Deadlines;
  /** Called when the probe has let the server go. */
  readonly onClosed?: () => void;
}

// OpenOCD sends a client away until it has noticed that its last one left.
const turnsAway = 20;
const turnAwayPauseMs = 100;

/**
 * Connects to a server and halts the core, as attaching to a GDB server does. A server that closes the
 * connection before its first byte is called again for two seconds.
 */
export async function connectGdb(address: Address, options: GdbOptions = {}): Promise<Probe> {
  for (let turn = 1; turn < turnsAway; turn += 1) {
    const probe = await tryConnect(address, options);
    if (probe !== 'turned away') return probe;
    await new Promise((resolve) => setTimeout(resolve, turnAwayPauseMs));
  }
  const probe = await tryConnect(address, options);
  if (probe !== 'turned away') return probe;
  throw turnedAway(address);
}

async function tryConnect(address: Address, options: GdbOptions): Promise<Probe | 'turned away'> {
  const connection = await GdbConnection.open(address);
  try {
    const client = new GdbClient(connection, options.deadlines ?? defaultDeadlines);
    await client.start();
    const kind = options.kind ?? (await detectServer(client));
    await prepareServer(client, kind, options.uncached ?? []);
    return new GdbProbe(client, kind, await GdbRegisters.read(client), options.onClosed);
  } catch (error) {
    await connection.close();
    if (connection.isTurnedAway) return 'turned away';
    throw error;
  }
}

function turnedAway(address: Address): OtpforgeError {
  const server = serverName(address);
  return new OtpforgeError('PROBE_BUSY', {
    message: `the GDB server at ${server} closed ${count(turnsAway, 'connection')} before it answered`,
    remedy:
      'It serves one client at a time: close its other one (a debugger, an IDE), then run the same command again.',
    details: { server },
  });
}

// Whole 64 KiB, since OTP lies among other cells that a server may know as flash.
const rangeSize = 0x10000;

/** What a server must not answer from a cache. */
export function otpRanges(banks: readonly LoadedBank[]): readonly AddressRange[] {
  const starts = new Set(banks.flatMap(({ bank: { otp } }) => rangesOf(otp)));
  return [...starts].map((address) => ({ address, length: rangeSize }));
}

function rangesOf({ base, size }: { readonly base: number; readonly size: number }): readonly number[] {
  const first = base - (base % rangeSize);
  return Array.from(
    { length: Math.ceil((base + size - first) / rangeSize) },
    (_, index) => first + index * rangeSize,
  );
}

function parseAddress(target: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(target) ?? [];
  if (port !== undefined && Number(port) >= 1 && Number(port) <= 65535) {
    return { host: bracketed ?? (plain || '127.0.0.1'), port: Number(port) };
  }
  throw badProbeUri(`gdb:${target}`, 'expected a host and a port, as in gdb:127.0.0.1:3333');
}

/** The time for one packet, `timeout=`; what takes a server longer by nature gets as much on top. Errors: PROBE_URI. */
export function parseDeadlines(uri: ProbeUri): Deadlines {
  const text = uri.options.timeout;
  if (text === undefined) return defaultDeadlines;
  const packetMs = /^\d+$/.test(text) ? Number(text) : 0;
  if (packetMs < 100 || packetMs > 3_600_000) {
    throw badProbeUri(probeText(uri), 'timeout takes milliseconds, 100 to 3600000');
  }
  const extra = packetMs - defaultDeadlines.packetMs;
  return {
    packetMs,
    monitorMs: Math.max(packetMs, defaultDeadlines.monitorMs + extra),
    flashMs: Math.max(packetMs, defaultDeadlines.flashMs + extra),
  };
}

function parseKind(target: string, name: string): ServerKind {
  const kind = serverKinds.find((known) => known === name);
  if (kind) return kind;
  throw badProbeUri(
    `gdb:${target},server=${name}`,
    `there is no server kind ${JSON.stringify(name)}, only ${serverKinds.join(', ')}`,
  );
}

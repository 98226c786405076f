import { OtpforgeError } from '../../errors/index.js';
import type { AddressRange } from '../../range/index.js';
import type { Deadlines } from '../gdb/index.js';
import { connectGuarded } from '../guarded/connect.js';
import { GuardedServer } from '../guarded/guarded-server.js';
import { identityIn } from '../guarded/identity-lines.js';
import { startFailure } from '../guarded/start-failure.js';
import type { Probe, ProbeIdentity } from '../probe.js';
import { openLocked } from '../probe-lock.js';
import { type ProbeUri, probeText } from '../uri.js';
import { openocdCauses } from './causes.js';
import { openocdArguments, readyLine, type Step } from './command-line.js';
import { type OpenocdProgram, openocdHint } from './find-openocd.js';

/** An OpenOCD to start, and whom it is for. */
export interface OpenocdRun {
  readonly openocd: OpenocdProgram;
  readonly uri: ProbeUri;
  /** Names the probe for its lock. */
  readonly lock: string;
  readonly steps: readonly Step[];
  /** The probe as people know it, for messages: "stlink:066E". */
  readonly called: string;
  readonly serial: string;
  /** For reports, from OpenOCD's name and version. */
  readonly describe: (openocd: string) => string;
  readonly deadlines: Deadlines;
  readonly uncached: readonly AddressRange[];
}

const startMs = 60_000;
/** `adapter serial` and `adapter usb` are as old. */
const oldest = [0, 12] as const;

/**
 * Starts OpenOCD, waits until it has reached the chip, and connects to it, with the probe locked until that ends.
 * Errors: PROBE_*, TARGET_POWER.
 */
export function startOpenocd(run: OpenocdRun): Promise<Probe> {
  const { lock, called, uri } = run;
  return openLocked({ key: lock, called, details: { probe: probeText(uri) } }, (release) =>
    startLocked(run, release),
  );
}

async function startLocked(run: OpenocdRun, onClosed: () => void): Promise<Probe> {
  const { openocd, steps, called } = run;
  const server = new GuardedServer({
    program: openocd.program,
    args: openocdArguments(openocd.scripts, steps),
    // Places of a user's scripts, which come before OpenOCD's own.
    without: ['OPENOCD_SCRIPTS'],
    emptied: ['HOME', 'XDG_CONFIG_HOME', 'APPDATA', 'USERPROFILE'],
  });
  try {
    const ready = await server.line(new RegExp(`^${readyLine}$`), startMs);
    refuseOld(server);
    const [, port] = (await server.line(/Listening on port (\d+) for gdb connections/, 0)) ?? [];
    if (!ready || port === undefined) {
      throw startFailure('OpenOCD', openocdCauses, server, { probe: called, waitedMs: startMs });
    }
    const { deadlines, uncached } = run;
    return await connectGuarded(server, {
      deadlines,
      uncached,
      onClosed,
      program: 'OpenOCD',
      kind: 'openocd',
      port: Number(port),
      identity: identityOf(run, server),
    });
  } catch (error) {
    await server.end();
    throw error;
  }
}

function identityOf({ describe, serial }: OpenocdRun, server: GuardedServer): ProbeIdentity {
  const [, version] = /Open On-Chip Debugger (\S{1,40})/.exec(server.lines.join('\n')) ?? [];
  const openocd = version === undefined ? 'OpenOCD' : `OpenOCD ${version}`;
  return {
    description: describe(openocd),
    serial,
    device: undefined,
    vtrefMv: voltage(server),
    ...identityIn(server.lines),
  };
}

/** ST-LINKs and some others measure the target's supply at the start: "Target voltage: 3.245850". */
function voltage({ lines }: GuardedServer): number | undefined {
  for (const line of lines) {
    const [, volts] = /Target voltage: (\d+\.\d+)/.exec(line) ?? [];
    if (volts !== undefined) return Math.round(Number(volts) * 1000);
  }
  return undefined;
}

function refuseOld({ lines }: GuardedServer): void {
  const [, major, minor] = /Open On-Chip Debugger (\d+)\.(\d+)/.exec(lines.join('\n')) ?? [];
  if (major === undefined) return;
  const [a, b] = [Number(major), Number(minor)];
  if (a > oldest[0] || b >= oldest[1]) return;
  throw new OtpforgeError('PROBE_SERVER_UNUSABLE', {
    message: `OpenOCD ${a}.${b} is too old: otpforge needs ${oldest.join('.')} or newer`,
    remedy: openocdHint(process.platform),
    details: { program: 'OpenOCD', version: `${a}.${b}` },
  });
}

import { resolve } from 'node:path';
import { otpRanges, parseDeadlines } from '../gdb/index.js';
import { connectGuarded } from '../guarded/connect.js';
import { GuardedServer } from '../guarded/guarded-server.js';
import { identityIn } from '../guarded/identity-lines.js';
import { startFailure } from '../guarded/start-failure.js';
import type { OpenContext } from '../kinds.js';
import { numberOption } from '../number-option.js';
import type { Probe } from '../probe.js';
import { lockKey, openLocked } from '../probe-lock.js';
import { badProbeUri, type ProbeUri, probeText } from '../uri.js';
import { type ChosenProbe, chooseProbe, listUsb, plainSerial } from '../usb/index.js';
import { pyocdCauses } from './causes.js';
import { findPyocd } from './find-pyocd.js';

const startMs = 60_000;

/**
 * Opens `pyocd:[<serial>]` with `target=`, `pack=`, `speed=`, `reset=under` and `timeout=`: the installed pyOCD. Without
 * a target it takes the chip for any Cortex-M, whose flash it cannot program.
 * Errors: PROBE_*.
 */
export async function openPyocd(uri: ProbeUri, { banks }: OpenContext): Promise<Probe> {
  const deadlines = parseDeadlines(uri);
  const options = pyocdOptions(uri);
  const program = findPyocd();
  const chosen = await choose(uri);
  const { description, key } = chosen;
  const lock = { key: lockKey(`pyocd-${key}`), called: description, details: { probe: probeText(uri) } };
  return openLocked(lock, (release) => startPyocd(release));

  async function startPyocd(onClosed: () => void): Promise<Probe> {
    const server = new GuardedServer({
      program,
      args: pyocdArguments(chosen, options),
      // It reads pyocd.yaml and runs pyocd_user.py of its project folder, which is the working folder then: an empty one.
      without: ['PYOCD_PROJECT_DIR'],
      emptied: [],
    });
    try {
      const [, port] =
        (await server.line(/GDB server (?:listening|started) (?:on|at) port (\d+)/, startMs)) ?? [];
      if (port === undefined) {
        throw startFailure('pyOCD', pyocdCauses, server, { probe: description, waitedMs: startMs });
      }
      return await connectGuarded(server, {
        program: 'pyOCD',
        kind: 'pyocd',
        port: Number(port),
        identity: {
          description: `${description} through pyOCD`,
          serial: chosen.serial ?? '',
          device: undefined,
          vtrefMv: undefined,
          ...identityIn(server.lines),
        },
        deadlines,
        uncached: otpRanges(banks),
        unsupported:
          'Name pyOCD’s type of the chip, for example target=stm32l475xg; "pyocd list --targets" lists them. Nothing was written.',
        onClosed,
      });
    } catch (error) {
      await server.end();
      throw error;
    }
  }
}

interface PyocdOptions {
  readonly target: string;
  readonly more: readonly string[];
}

function pyocdOptions(uri: ProbeUri): PyocdOptions {
  const { target = 'cortex_m', pack, reset } = uri.options;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(target)) {
    throw badProbeUri(probeText(uri), `target=${target} is not a target type of pyOCD`);
  }
  if (reset !== undefined && reset !== 'under' && reset !== 'normal') {
    throw badProbeUri(probeText(uri), `reset=${reset} is neither "under" nor "normal"`);
  }
  const speed = numberOption(uri, 'speed', 5, 50_000);
  return {
    target,
    more: [
      ...(pack === undefined ? [] : ['--pack', resolve(pack)]),
      ...(speed === undefined ? [] : ['--frequency', `${speed}k`]),
      ...(reset === 'under' ? ['--connect', 'under-reset'] : []),
    ],
  };
}

// No telnet port: what firmware prints by semihosting would go there.
function pyocdArguments({ serial }: ChosenProbe, { target, more }: PyocdOptions): readonly string[] {
  const probe = serial === undefined ? [] : ['--uid', serial];
  const ports = ['--port', '0', '-O', 'semihost_console_type=console'];
  return [
    'gdbserver',
    '--no-config',
    '--no-wait',
    '--color',
    'never',
    ...probe,
    '--target',
    target,
    ...more,
    ...ports,
  ];
}

async function choose(uri: ProbeUri): Promise<ChosenProbe> {
  const wanted = uri.target === '' ? undefined : uri.target;
  if (wanted !== undefined && !plainSerial.test(wanted)) {
    throw badProbeUri(
      probeText(uri),
      `${JSON.stringify(wanted)} is not a serial number: letters, digits, ".", "_", ":" and "-" only`,
    );
  }
  // "remote:<host>:<port>" and the like name a plug-in of pyOCD, and no USB device.
  if (wanted?.includes(':')) return { serial: wanted, description: `debug probe ${wanted}`, key: wanted };
  return chooseProbe('pyocd', wanted, await listUsb());
}

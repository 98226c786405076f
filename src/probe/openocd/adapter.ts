import { join } from 'node:path';
import { otpRanges, parseDeadlines } from '../gdb/index.js';
import type { OpenContext } from '../kinds.js';
import { numberOption } from '../number-option.js';
import type { Probe } from '../probe.js';
import { lockKey } from '../probe-lock.js';
import { badProbeUri, type ProbeUri, probeText } from '../uri.js';
import { chooseProbe, listUsb, plainSerial } from '../usb/index.js';
import { type Step, targetStep } from './command-line.js';
import { findOpenocd } from './find-openocd.js';
import { startOpenocd } from './start.js';

type Adapter = 'stlink' | 'cmsis-dap';

interface Wiring {
  readonly config: string;
  /** By preference: the names differ between OpenOCD's drivers and versions. */
  readonly transports: readonly string[];
}

const wirings: Readonly<Record<Adapter, Wiring>> = {
  stlink: { config: 'interface/stlink.cfg', transports: ['hla_swd', 'swd', 'dapdirect_swd'] },
  'cmsis-dap': { config: 'interface/cmsis-dap.cfg', transports: ['swd'] },
};

/**
 * Opens `stlink:[<serial>]` or `cmsis-dap:[<serial>]` with `speed=`, `reset=under` and `timeout=`, through the installed
 * OpenOCD. Without a device the session has a target that fits any Cortex-M, and programs no flash.
 * Errors: PROBE_*, TARGET_POWER.
 */
export async function openAdapter(
  kind: Adapter,
  uri: ProbeUri,
  { banks, device }: OpenContext,
): Promise<Probe> {
  const deadlines = parseDeadlines(uri);
  const after = afterTarget(uri);
  const wanted = serialOf(uri);
  const openocd = findOpenocd();
  const target = targetStep(openocd.scripts, device);
  const chosen = chooseProbe(kind, wanted, await listUsb());
  return startOpenocd({
    openocd,
    uri,
    lock: lockKey(`${kind}-${chosen.key}`),
    steps: [...adapterSteps(kind, openocd.scripts, chosen.serial), target, ...after],
    called: chosen.description,
    serial: chosen.serial ?? '',
    describe: (name) => `${chosen.description} through ${name}`,
    deadlines,
    uncached: otpRanges(banks),
  });
}

function adapterSteps(kind: Adapter, scripts: string, serial: string | undefined): readonly Step[] {
  const { config, transports } = wirings[kind];
  return [
    { file: join(scripts, ...config.split('/')) },
    ...(serial === undefined ? [] : [{ command: `adapter serial ${serial}` }]),
    { command: `foreach name {${transports.join(' ')}} {if {![catch {transport select $name}]} break}` },
  ];
}

/** What a target file sets and a user may want otherwise. */
function afterTarget(uri: ProbeUri): readonly Step[] {
  const { reset } = uri.options;
  if (reset !== undefined && reset !== 'under' && reset !== 'normal') {
    throw badProbeUri(probeText(uri), `reset=${reset} is neither "under" nor "normal"`);
  }
  const speed = numberOption(uri, 'speed', 5, 50_000);
  return [
    ...(reset === 'under' ? [{ command: 'reset_config srst_only srst_nogate connect_assert_srst' }] : []),
    // Target files set their speed again at each reset.
    ...(speed === undefined
      ? []
      : [
          {
            command: `adapter speed ${speed}; [target current] configure -event reset-start {adapter speed ${speed}}`,
          },
        ]),
  ];
}

// It becomes a part of a command of OpenOCD.
function serialOf(uri: ProbeUri): string | undefined {
  if (uri.target === '') return undefined;
  if (plainSerial.test(uri.target)) return uri.target;
  throw badProbeUri(
    probeText(uri),
    `${JSON.stringify(uri.target)} is not a serial number: letters, digits, ".", "_", ":" and "-" only`,
  );
}

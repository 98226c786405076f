import { listUsb, type UsbDevice, type UsbProbeKind } from '../probe/usb/index.js';
import { checkDeviceSupport } from './device-support.js';
import { type Finding, fine } from './finding.js';
import { type DoctorHost, thisHost } from './host.js';
import { checkKoffi } from './koffi.js';
import { checkLibrary } from './library.js';
import { checkPermissions } from './permissions.js';
import { checkServers } from './servers.js';
import { checkToolchain } from './toolchain.js';
import { type AttachedProbe, attachedProbes } from './usb-probes.js';

export interface Examination {
  readonly findings: readonly Finding[];
  /** What to give to --probe: the probes that are attached, or else the kinds that would work. */
  readonly uris: readonly string[];
}

/** Looks at everything between this command and a chip behind a probe. Changes nothing, connects to no target. */
export async function examine(
  library: string | undefined,
  host: DoctorHost = thisHost(),
  list: () => Promise<readonly UsbDevice[] | undefined> = listUsb,
): Promise<Examination> {
  const listed = await list();
  const devices = listed ?? [];
  const probes = attachedProbes(devices, host.root);
  const servers = checkServers(host);
  const jlink = [await checkKoffi(), ...(await checkLibrary(library)), checkPermissions(host, devices)];
  const ways = workingWays(servers, jlink);
  const usable = probes.flatMap(({ kind, uri }) => uriThrough(kind, uri, ways));
  const uris = probes.length > 0 ? usable : [...ways].map((kind) => `${kind}:`);
  const needsJlink = uris.length === 0 || probes.some(({ kind }) => kind === 'jlink');
  return {
    uris,
    findings: [
      fine('node', `Node.js ${process.versions.node} for ${process.arch} on ${host.platform}`),
      ...usbFindings(listed, probes, ways),
      ...servers,
      ...(needsJlink ? jlink : jlink.map(unneeded)),
      checkDeviceSupport(host, library),
      await checkToolchain(),
    ],
  };
}

type Way = UsbProbeKind | 'pyocd';

function workingWays(servers: readonly Finding[], jlink: readonly Finding[]): ReadonlySet<Way> {
  const works = (check: Finding['check']) =>
    servers.some((each) => each.check === check && each.status === 'ok');
  return new Set<Way>([
    ...(works('openocd') ? (['stlink', 'cmsis-dap'] as const) : []),
    ...(works('pyocd') ? (['pyocd'] as const) : []),
    ...(jlink.every(({ status }) => status !== 'problem') ? (['jlink'] as const) : []),
  ]);
}

/** The URI of an attached probe by a way that works; pyOCD drives ST-LINKs and CMSIS-DAP probes too. */
function uriThrough(kind: UsbProbeKind, uri: string | undefined, ways: ReadonlySet<Way>): readonly string[] {
  if (uri === undefined) return [];
  if (ways.has(kind)) return [uri];
  return kind !== 'jlink' && ways.has('pyocd') ? [uri.replace(`${kind}:`, 'pyocd:')] : [];
}

function usbFindings(
  devices: readonly UsbDevice[] | undefined,
  probes: readonly AttachedProbe[],
  ways: ReadonlySet<Way>,
): readonly Finding[] {
  if (devices === undefined) {
    const cure =
      'Use stlink:, cmsis-dap: or jlink:, without a serial number as long as one probe is attached.';
    return [
      { check: 'usb', status: 'warning', what: 'what is attached by USB is unknown on this system', cure },
    ];
  }
  if (probes.length === 0) {
    const cure =
      'Plug one in; in a virtual machine hand the USB device over. CMSIS-DAP probes are known by the words CMSIS-DAP in their name.';
    return [
      {
        check: 'usb',
        status: 'warning',
        what: 'no ST-LINK, CMSIS-DAP probe or J-Link is attached by USB',
        cure,
      },
    ];
  }
  return probes.map(({ kind, uri, finding }) => {
    const [through] = uriThrough(kind, uri, ways);
    if (uri === undefined || through === uri) return finding;
    const what = finding.what.replace(`: use --probe ${uri}`, '');
    if (through !== undefined) return fine('usb', `${what}: use --probe ${through}`);
    const server = kind === 'jlink' ? 'SEGGER’s library' : 'OpenOCD';
    return {
      check: 'usb',
      status: 'problem',
      what: `${what} needs ${server}`,
      cure: 'See the finding on it below.',
    };
  });
}

/** What is wrong with a way that nobody needs is worth a look and no more. */
function unneeded(finding: Finding): Finding {
  return finding.status === 'problem' ? { ...finding, status: 'warning' } : finding;
}

import { checkDeviceSupport } from './device-support.js';
import { type Finding, fine } from './finding.js';
import { type DoctorHost, thisHost } from './host.js';
import { checkKoffi } from './koffi.js';
import { checkLibrary } from './library.js';
import { checkPermissions } from './permissions.js';
import { checkToolchain } from './toolchain.js';

/** Looks at everything between this command and a chip behind a J-Link. Changes nothing, connects to no target. */
export async function examine(
  library: string | undefined,
  host: DoctorHost = thisHost,
): Promise<readonly Finding[]> {
  return [
    fine('node', `Node.js ${process.versions.node} for ${process.arch} on ${host.platform}`),
    await checkKoffi(),
    ...(await checkLibrary(library)),
    checkPermissions(host),
    checkDeviceSupport(host, library),
    await checkToolchain(),
  ];
}

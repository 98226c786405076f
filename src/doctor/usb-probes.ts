import { accessRemedy } from '../probe/guarded/start-failure.js';
import {
  describeProbe,
  probeKindOf,
  probeNames,
  type UsbDevice,
  type UsbProbeKind,
  uriSerial,
} from '../probe/usb/index.js';
import { type Finding, fine } from './finding.js';
import { closedFile, probesOfKind } from './usb-access.js';

/** A probe on USB, how to name it, and whether this user may open it. */
export interface AttachedProbe {
  readonly kind: UsbProbeKind;
  readonly finding: Finding;
  /** For --probe; undefined where it cannot be used. */
  readonly uri: string | undefined;
}

/** The probes among the devices on USB. J-Links are left to SEGGER's library where it works. */
export function attachedProbes(devices: readonly UsbDevice[], root = ''): readonly AttachedProbe[] {
  return devices.flatMap((device) => {
    const kind = probeKindOf(device);
    if (kind === undefined) return [];
    const same = probesOfKind(devices, kind);
    return [attached(device, kind, same, root)];
  });
}

function attached(
  device: UsbDevice,
  kind: UsbProbeKind,
  same: readonly UsbDevice[],
  root: string,
): AttachedProbe {
  const name = `${probeNames[kind]} ${describeProbe(device, same)}`;
  const problem = (what: string, cure: string): AttachedProbe => ({
    kind,
    uri: undefined,
    finding: { check: 'usb', status: 'problem', what, cure },
  });
  const closed = closedFile(device, root);
  if (closed !== undefined) return problem(`${name}: this user may not open ${closed}`, accessRemedy);
  const serial = uriSerial(device, same);
  if (serial === undefined && same.length > 1) {
    return problem(
      `${name} cannot be told from the others of its kind`,
      'Unplug the others, or update its firmware.',
    );
  }
  const uri = `${kind}:${serial ?? ''}`;
  return { kind, uri, finding: fine('usb', `${name}: use --probe ${uri}`) };
}

import { accessSync, constants } from 'node:fs';
import { probeKindOf, type UsbDevice, type UsbProbeKind } from '../probe/usb/index.js';

/** The devices of USB that are probes of a kind. */
export function probesOfKind(devices: readonly UsbDevice[], kind: UsbProbeKind): readonly UsbDevice[] {
  return devices.filter((device) => probeKindOf(device) === kind);
}

/** The file of a device that this user may not open; undefined where he may, or where no file decides. */
export function closedFile({ file }: UsbDevice, root: string): string | undefined {
  return file === undefined || mayUse(root + file) ? undefined : file;
}

function mayUse(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UsbDevice } from '../probe/usb/index.js';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';
import { closedFile, probesOfKind } from './usb-access.js';

const ruleFolders = ['/etc/udev/rules.d', '/lib/udev/rules.d', '/usr/lib/udev/rules.d', '/run/udev/rules.d'];
const ruleCure =
  'Install SEGGER’s rules and plug the probe in again: sudo cp /opt/SEGGER/JLink/99-jlink.rules /etc/udev/rules.d/ && sudo udevadm control --reload';

/** Whether this user may open the J-Links among the devices of USB; only Linux asks for more than plugging one in. */
export function checkPermissions({ platform, root }: DoctorHost, devices: readonly UsbDevice[]): Finding {
  if (platform !== 'linux') return fine('permissions', `USB needs no permission on ${platform}`);
  const closed = probesOfKind(devices, 'jlink').flatMap((device) => closedFile(device, root) ?? []);
  if (closed.length > 0) {
    return {
      check: 'permissions',
      status: 'problem',
      what: `this user may not open the J-Link at ${closed.join(', ')}`,
      cure: ruleCure,
    };
  }
  const rules = ruleFolders.flatMap((folder) =>
    entriesOf(root + folder)
      .filter((name) => /jlink.*\.rules$/i.test(name))
      .map((name) => join(folder, name)),
  );
  if (rules[0]) return fine('permissions', `udev rules for J-Link at ${rules[0]}`);
  return {
    check: 'permissions',
    status: 'warning',
    what: `no udev rules for J-Link in ${ruleFolders.join(', ')}`,
    cure: ruleCure,
  };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

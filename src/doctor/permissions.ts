import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';

const seggerVendorId = '1366';
const ruleFolders = ['/etc/udev/rules.d', '/lib/udev/rules.d', '/usr/lib/udev/rules.d', '/run/udev/rules.d'];
const ruleCure =
  'Install SEGGER’s rules and plug the probe in again: sudo cp /opt/SEGGER/JLink/99-jlink.rules /etc/udev/rules.d/ && sudo udevadm control --reload';

/** Whether this user may open the probe's USB device; only Linux asks for more than plugging it in. */
export function checkPermissions({ platform, root }: DoctorHost): Finding {
  if (platform !== 'linux') return fine('permissions', `USB needs no permission on ${platform}`);
  const closed = probeDevices(root).filter((file) => !mayUse(root + file));
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

/** Device files of attached SEGGER probes. */
function probeDevices(root: string): readonly string[] {
  const devices = `${root}/sys/bus/usb/devices`;
  return entriesOf(devices).flatMap((name) => {
    const value = (file: string) => contentOf(join(devices, name, file));
    if (value('idVendor') !== seggerVendorId) return [];
    const [bus, device] = [value('busnum'), value('devnum')].map((number) => number.padStart(3, '0'));
    return [`/dev/bus/usb/${bus}/${device}`];
  });
}

function mayUse(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch {
    return '';
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

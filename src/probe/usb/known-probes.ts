import type { UsbDevice } from './usb-device.js';

/** Probes that are known by what they say on USB. */
export type UsbProbeKind = 'stlink' | 'cmsis-dap' | 'jlink';

export const probeNames: Readonly<Record<UsbProbeKind, string>> = {
  stlink: 'ST-LINK',
  'cmsis-dap': 'CMSIS-DAP probe',
  jlink: 'J-Link',
};

const st = 0x0483;
/** ST-LINK/V1, V2, V2-1 and V3 with and without mass storage, V3PWR; as in OpenOCD's interface/stlink.cfg. */
const stlinkIds: ReadonlySet<number> = new Set([
  0x3744, 0x3748, 0x374a, 0x374b, 0x374d, 0x374e, 0x374f, 0x3752, 0x3753, 0x3754, 0x3755, 0x3757,
]);
const segger = 0x1366;
/** DAPLink; LPC-Link2, MCU-Link; EDBG, Atmel-ICE; ULINKplus; Raspberry Pi Debug Probe; WCH-LinkE. */
const cmsisDapIds: ReadonlySet<string> = new Set([
  '0d28:0204',
  '1fc9:0090',
  '1fc9:0143',
  '03eb:2111',
  '03eb:2141',
  'c251:2750',
  '2e8a:000c',
  '1a86:8012',
]);

/** What kind of probe a device is; undefined for everything else. */
export function probeKindOf({ vendorId, productId, names }: UsbDevice): UsbProbeKind | undefined {
  if (vendorId === st && stlinkIds.has(productId)) return 'stlink';
  if (vendorId === segger) return 'jlink';
  const id = [vendorId, productId].map((number) => number.toString(16).padStart(4, '0')).join(':');
  // The specification has a probe say it in its product or interface name, and OpenOCD looks for that.
  return cmsisDapIds.has(id) || names.some((name) => /CMSIS-DAP/i.test(name)) ? 'cmsis-dap' : undefined;
}

/** A serial number that a URI and OpenOCD take as it is. */
export const plainSerial = /^[0-9A-Za-z][0-9A-Za-z._:-]{0,63}$/;

/** The serial number by which a probe can be told from all others of its kind; undefined where there is none. */
export function usableSerial({ serial }: UsbDevice, kind: readonly UsbDevice[]): string | undefined {
  if (serial === undefined || !plainSerial.test(serial)) return undefined;
  const same = kind.filter((other) => other.serial?.toUpperCase() === serial.toUpperCase());
  return same.length === 1 ? serial : undefined;
}

/** What names a probe behind the colon of a URI; undefined where nothing does. */
export function uriSerial(device: UsbDevice, kind: readonly UsbDevice[]): string | undefined {
  const serial = usableSerial(device, kind);
  // SEGGER pads the number on USB with zeros.
  return probeKindOf(device) === 'jlink' ? serial?.replace(/^0+/, '') : serial;
}

export { type ChosenProbe, chooseProbe, describeProbe } from './choose-probe.js';
export {
  plainSerial,
  probeKindOf,
  probeNames,
  type UsbProbeKind,
  uriSerial,
  usableSerial,
} from './known-probes.js';
export { listUsb, usbHost } from './list-usb.js';
export type { UsbDevice, UsbHost } from './usb-device.js';

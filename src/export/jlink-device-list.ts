import { OtpforgeError } from '../errors/index.js';

/** The devices that a J-Link software knows, by vendor. */
export type JlinkDeviceList = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads what `ExpDevListXML` of J-Link Commander wrote: DeviceInfo elements inside the VendorInfo of their vendor.
 * Errors: DEVICE_LIST_INVALID.
 */
export function readJlinkDeviceList(text: string, file: string): JlinkDeviceList {
  const devices = new Map<string, Set<string>>();
  const vendors: string[] = [];
  for (const [, close, element, attributes = ''] of text.matchAll(
    /<(\/?)(VendorInfo|DeviceInfo)\b((?:[^>"]|"[^"]*")*)>/g,
  )) {
    if (element === 'VendorInfo') {
      if (close) vendors.pop();
      else if (!attributes.endsWith('/')) vendors.push(attribute(attributes, 'Name') ?? '');
      continue;
    }
    const name = close ? undefined : attribute(attributes, 'Name');
    const vendor = vendors.at(-1);
    if (name === undefined || vendor === undefined) continue;
    devices.set(vendor, (devices.get(vendor) ?? new Set()).add(name));
  }
  if (devices.size > 0) return devices;
  throw new OtpforgeError('DEVICE_LIST_INVALID', {
    message: `${file}: no device is listed in it`,
    remedy: 'Make it with J-Link Commander: ExpDevListXML <file>',
    details: { file },
  });
}

function attribute(text: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
  return value?.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

import type { UsbDevice } from './usb-device.js';

/** The devices in `system_profiler -json SPUSBDataType`; undefined for anything else. Not tried on a Mac. */
export function parseMacos(text: string): readonly UsbDevice[] | undefined {
  const document = parsed(text);
  const top = fieldOf(document, 'SPUSBDataType');
  return Array.isArray(top) ? top.flatMap(devicesIn) : undefined;
}

// Hubs hold what is attached to them in _items.
function devicesIn(item: unknown): readonly UsbDevice[] {
  const below = fieldOf(item, '_items');
  const devices = Array.isArray(below) ? below.flatMap(devicesIn) : [];
  const [vendorId, productId] = ['vendor_id', 'product_id'].map((key) => idOf(textOf(item, key)));
  if (vendorId === undefined || productId === undefined) return devices;
  const device = {
    vendorId,
    productId,
    // "0x14200000 / 5": the bus and the ports on the way, then the address, which changes.
    path: (textOf(item, 'location_id') ?? '').split(' ')[0] ?? '',
    serial: textOf(item, 'serial_num'),
    names: [textOf(item, '_name') ?? ''].filter((name) => name !== ''),
  };
  return [device, ...devices];
}

// "0x0483  (STMicroelectronics)"; Apple's own say "apple_vendor_id".
function idOf(text: string | undefined): number | undefined {
  const [, digits] = /^0x([0-9a-f]{1,4})\b/i.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function textOf(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsbDevice } from './usb-device.js';

/** The devices of Linux's /sys/bus/usb; undefined where there is none, as in some containers. */
export function readSysfs(root: string): readonly UsbDevice[] | undefined {
  const folder = `${root}/sys/bus/usb/devices`;
  const names = entriesOf(folder);
  if (names === undefined) return undefined;
  return names
    .filter((name) => /^\d+-[\d.]+$/.test(name))
    .toSorted()
    .flatMap((name) => deviceAt(folder, name, names) ?? []);
}

function deviceAt(folder: string, name: string, all: readonly string[]): UsbDevice | undefined {
  const at = (file: string) => contentOf(join(folder, name, file));
  const [vendorId, productId] = [at('idVendor'), at('idProduct')].map((id) => Number.parseInt(id, 16));
  if (!vendorId || productId === undefined || Number.isNaN(productId)) return undefined;
  const interfaces = all.filter((other) => other.startsWith(`${name}:`));
  const names = [at('product'), ...interfaces.map((each) => contentOf(join(folder, each, 'interface')))];
  const [bus, device] = [at('busnum'), at('devnum')].map((number) => number.padStart(3, '0'));
  return {
    vendorId,
    productId,
    path: name,
    serial: at('serial') || undefined,
    names: names.filter((each) => each !== ''),
    file: `/dev/bus/usb/${bus}/${device}`,
  };
}

// As bytes: the serial numbers of old ST-LINKs are not text in any encoding.
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1').replace(/\n$/, '');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

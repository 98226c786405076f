import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { findLibrary } from '../probe/jlink/index.js';
import { overlaps } from '../range/index.js';
import { type DeviceBank, deviceBanks } from './device-xml.js';

/** A file of device descriptions that J-Link reads, and what could be understood of it. */
export interface DeviceFile {
  readonly name: string;
  readonly banks: readonly DeviceBank[];
  /** Why it could not be read. */
  readonly unreadable: string | undefined;
}

/** Names below a folder of what J-Link takes for a device description: *.xml, however deep. */
export function xmlFilesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.split(sep).join('/'))
      .filter((name) => /\.xml$/i.test(name));
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}

export function readDeviceFile(folder: string, name: string): DeviceFile {
  try {
    const path = join(folder, name);
    if (!statSync(path).isFile()) return { name, banks: [], unreadable: undefined };
    return { name, banks: deviceBanks(readFileSync(path)), unreadable: undefined };
  } catch (error) {
    return { name, banks: [], unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** SEGGER's own descriptions: JLinkDevices.xml and Devices/ beside the library, where J-Link looks as well. */
export function seggersFiles(explicit: string | undefined): readonly DeviceFile[] {
  const folder = libraryFolder(explicit);
  if (folder === undefined) return [];
  const names = [
    ...['JLinkDevices.xml'].filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })),
    ...['Devices', 'JLinkDevices'].flatMap((below) =>
      xmlFilesBelow(join(folder, below)).map((name) => `${below}/${name}`),
    ),
  ];
  return names.map((name) => ({ ...readDeviceFile(folder, name), name: join(folder, name) }));
}

// Whether there is a library is another finding.
function libraryFolder(explicit: string | undefined): string | undefined {
  try {
    return dirname(findLibrary(explicit));
  } catch (error) {
    if (error instanceof OtpforgeError) return undefined;
    throw error;
  }
}

/** Whether two banks are of one device and share an address. */
export function compete(a: DeviceBank, b: DeviceBank): boolean {
  if (!overlaps(a.range, b.range) || a.vendor.toLowerCase() !== b.vendor.toLowerCase()) return false;
  return a.devices.some((name) => b.devices.some((other) => fits(name, other) || fits(other, name)));
}

/** More would be a name that takes forever to compare. */
const longestPattern = 64;

// Whether J-Link takes wildcards in a name is not documented: a file that has some may mean the device.
function fits(name: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern) || pattern.length > longestPattern)
    return name.toLowerCase() === pattern.toLowerCase();
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[^\w]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'i').test(name);
}

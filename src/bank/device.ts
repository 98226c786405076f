import { dirname } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { OtpforgeError } from '../errors/index.js';
import { isSuffixed } from './device-name.js';
import type { LoadedBank } from './load.js';
import type { Bank, BankLine } from './schema.js';

/** One orderable device and the bank that serves it. */
export interface Device {
  readonly name: string;
  readonly flashKb: number;
  readonly line: BankLine;
  readonly bank: Bank;
  /** The file that describes the bank. */
  readonly file: string;
}

/** Every device of some banks; a device of an earlier bank hides the same name in a later one. */
export function listDevices(banks: readonly LoadedBank[]): readonly Device[] {
  const devices = new Map<string, Device>();
  for (const device of banks.flatMap(devicesOf)) {
    const key = device.name.toUpperCase();
    if (!devices.has(key)) devices.set(key, device);
  }
  return [...devices.values()];
}

/** The devices of a bank that no bank of an earlier folder takes. */
export function servedDevices(bank: LoadedBank, banks: readonly LoadedBank[]): readonly Device[] {
  const earlier = banks
    .slice(0, banks.indexOf(bank))
    .filter(({ file }) => dirname(file) !== dirname(bank.file));
  const taken = new Set(earlier.flatMap(devicesOf).map(({ name }) => name.toUpperCase()));
  return devicesOf(bank).filter(({ name }) => !taken.has(name.toUpperCase()));
}

/**
 * Finds a device by any name that a user would type: either case, with or without package and
 * temperature suffix (STM32F401RE, stm32f401retx, STM32F401RET6). Errors: DEVICE_UNKNOWN, BANK_AMBIGUOUS.
 */
export function findDevice(query: string, banks: readonly LoadedBank[]): Device {
  const devices = listDevices(banks);
  const wanted = query.trim().toUpperCase();
  const exact = devices.find(({ name }) => name.toUpperCase() === wanted);
  if (exact) return onlyOne(exact, banks);
  const matches = devices
    .filter(({ name }) => isSuffixed(wanted, name.toUpperCase()))
    .sort((a, b) => b.name.length - a.name.length);
  if (matches[0]) return onlyOne(matches[0], banks);
  throw unknownDevice(query, wanted, devices);
}

/** Finds a bank by its name or by a device name. Errors: BANK_NOT_FOUND, BANK_AMBIGUOUS. */
export function findBank(query: string, banks: readonly LoadedBank[]): LoadedBank {
  const byName = banks.find(({ bank }) => bank.name === query);
  if (byName) return byName;
  try {
    const { bank, file } = findDevice(query, banks);
    return { bank, file };
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'BANK_AMBIGUOUS') throw cause;
    throw new OtpforgeError('BANK_NOT_FOUND', {
      message: `no bank or device is called ${JSON.stringify(query)}`,
      remedy: `Known banks: ${banks.map(({ bank }) => bank.name).join(', ')}. See otpforge banks.`,
      details: { query, known: banks.map(({ bank }) => bank.name) },
      cause,
    });
  }
}

function devicesOf({ bank, file }: LoadedBank): readonly Device[] {
  return bank.lines.flatMap((line) =>
    Object.entries(line.devices).map(([name, flashKb]) => ({ name, flashKb, line, bank, file })),
  );
}

// The order of file names in a folder must not choose what is burnt.
function onlyOne(device: Device, banks: readonly LoadedBank[]): Device {
  const rival = banks.find(
    (other) =>
      other.bank !== device.bank &&
      dirname(other.file) === dirname(device.file) &&
      devicesOf(other).some(({ name }) => name.toUpperCase() === device.name.toUpperCase()),
  );
  if (!rival) return device;
  throw new OtpforgeError('BANK_AMBIGUOUS', {
    message: `${device.file} and ${rival.file} both describe ${device.name}`,
    remedy:
      'Move one of them into a folder of its own: a device has the bank of the folder that --banks names first.',
    details: { files: [device.file, rival.file], device: device.name },
  });
}

function unknownDevice(query: string, wanted: string, devices: readonly Device[]): OtpforgeError {
  const suggestions = devices
    // A chip of another family may burn the wrong area: it is not a better name for one that is not served.
    .filter(({ bank }) => wanted.startsWith(bank.family.toUpperCase()))
    .map(({ name }) => ({ name, away: distance(wanted, name.toUpperCase()) }))
    .filter(({ away }) => away <= 3)
    .sort((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, 5)
    .map(({ name }) => name);
  return new OtpforgeError('DEVICE_UNKNOWN', {
    message: `no bank serves a device called ${JSON.stringify(query)}`,
    remedy: suggestions.length
      ? `Did you mean ${suggestions.join(', ')}?`
      : 'otpforge banks --devices lists the devices that are served; docs/adding-a-bank.md shows how to add one.',
    details: { query, suggestions },
  });
}

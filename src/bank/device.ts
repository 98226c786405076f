import { distance } from 'fastest-levenshtein';
import { OtpforgeError } from '../errors/index.js';
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
  for (const { bank, file } of banks) {
    for (const line of bank.lines) {
      for (const [name, flashKb] of Object.entries(line.devices)) {
        if (!devices.has(name)) devices.set(name, { name, flashKb, line, bank, file });
      }
    }
  }
  return [...devices.values()];
}

/**
 * Finds a device by any name that a user would type: either case, with or without package and
 * temperature suffix (STM32F401RE, stm32f401retx, STM32F401RET6). Errors: DEVICE_UNKNOWN.
 */
export function findDevice(query: string, banks: readonly LoadedBank[]): Device {
  const devices = listDevices(banks);
  const wanted = query.trim().toUpperCase();
  const exact = devices.find(({ name }) => name.toUpperCase() === wanted);
  if (exact) return exact;
  const matches = devices
    .filter(({ name }) => isSuffixed(wanted, name.toUpperCase()))
    .sort((a, b) => b.name.length - a.name.length);
  if (matches[0]) return matches[0];
  throw unknownDevice(query, wanted, devices);
}

/** Finds a bank by its name or by a device name. Errors: BANK_NOT_FOUND. */
export function findBank(query: string, banks: readonly LoadedBank[]): LoadedBank {
  const byName = banks.find(({ bank }) => bank.name === query);
  if (byName) return byName;
  try {
    const { bank, file } = findDevice(query, banks);
    return { bank, file };
  } catch (cause) {
    throw new OtpforgeError('BANK_NOT_FOUND', {
      message: `no bank or device is called ${JSON.stringify(query)}`,
      remedy: `Known banks: ${banks.map(({ bank }) => bank.name).join(', ')}. See otpforge banks.`,
      details: { query, known: banks.map(({ bank }) => bank.name) },
      cause,
    });
  }
}

// Package letter, temperature digit and option letters follow the flash size code: RET6, RETx, ZGTXP.
function isSuffixed(wanted: string, name: string): boolean {
  return wanted.startsWith(name) && /^[A-Z](?:[0-9X][A-Z0-9]{0,3})?$/.test(wanted.slice(name.length));
}

function unknownDevice(query: string, wanted: string, devices: readonly Device[]): OtpforgeError {
  const suggestions = devices
    .map(({ name }) => ({ name, away: distance(wanted, name.toUpperCase()) }))
    .filter(({ away }) => away <= 3)
    .sort((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, 5)
    .map(({ name }) => name);
  return new OtpforgeError('DEVICE_UNKNOWN', {
    message: `no bank serves a device called ${JSON.stringify(query)}`,
    remedy: suggestions.length
      ? `Did you mean ${suggestions.join(', ')}?`
      : 'otpforge banks --devices lists the devices that are served; docs/adding-a-bank.md tells how to add one.',
    details: { query, suggestions },
  });
}

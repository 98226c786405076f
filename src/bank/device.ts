import { dirname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { type FamilyMatch, findFamily, isSuffixed } from '../family/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import type { Bank, BankLine } from './bank.js';
import { bankOfLine } from './line-bank.js';
import { type ListedDevice, listingOf } from './listing.js';
import type { LoadedBank } from './load.js';
import { unknownDevice, unservedDevice } from './unserved.js';

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
  return listEntries(banks).map(deviceOf);
}

/** The devices of a bank that no bank of an earlier folder takes. */
export function servedDevices(bank: LoadedBank, banks: readonly LoadedBank[]): readonly Device[] {
  const earlier = banks
    .slice(0, banks.indexOf(bank))
    .filter(({ file }) => dirname(file) !== dirname(bank.file));
  const taken = new Set(earlier.flatMap(entriesOf).map(({ name }) => name.toUpperCase()));
  return entriesOf(bank)
    .filter(({ name }) => !taken.has(name.toUpperCase()))
    .map(deviceOf);
}

/**
 * Finds a device by any name that a user would type: either case, with or without package and
 * temperature suffix (STM32F401RE, stm32f401retx, STM32F401RET6). Errors: DEVICE_UNKNOWN, BANK_AMBIGUOUS.
 */
export function findDevice(query: string, banks: readonly LoadedBank[]): Device {
  return deviceOf(findEntry(query, banks));
}

/** The device that a bank serves, or what is known of one that none serves. Errors: those of findDevice. */
export function answerFor(query: string, banks: readonly LoadedBank[]): Device | FamilyMatch {
  const found = findAnswer(query, banks);
  return 'of' in found ? deviceOf(found) : found;
}

/** Finds a bank by its name or by a device name. Errors: BANK_NOT_FOUND, BANK_AMBIGUOUS. */
export function findBank(query: string, banks: readonly LoadedBank[]): LoadedBank {
  const byName = banks.find((each) => listingOf(each).name === query);
  if (byName) return byName;
  try {
    return findEntry(query, banks).of;
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'BANK_AMBIGUOUS') throw cause;
    if (cause instanceof OtpforgeError && cause.details.answer !== undefined) {
      const { message, remedy = '', details } = cause;
      throw new OtpforgeError('BANK_NOT_FOUND', { message, remedy, details, cause });
    }
    const known = banks.map((each) => listingOf(each).name);
    throw new OtpforgeError('BANK_NOT_FOUND', {
      message: `no bank or device is called ${JSON.stringify(query)}`,
      remedy: didYouMean(nearNames(query, known)) ?? `Known banks: ${known.join(', ')}. See otpforge banks.`,
      details: { query, known },
      cause,
    });
  }
}

/** A device as its bank's listing has it: the bank itself need not be read. */
interface Entry extends ListedDevice {
  readonly of: LoadedBank;
}

function deviceOf({ name, flashKb, line: index, of: { bank, file } }: Entry): Device {
  const line = bank.lines[index];
  if (!line) throw new RangeError(`${file} has no line ${index}`);
  return { name, flashKb, line, bank: bankOfLine(bank, line), file };
}

function findEntry(query: string, banks: readonly LoadedBank[]): Entry {
  const found = findAnswer(query, banks);
  if ('of' in found) return found;
  throw unservedDevice(query, found);
}

function findAnswer(query: string, banks: readonly LoadedBank[]): Entry | FamilyMatch {
  const entries = listEntries(banks);
  const wanted = query.trim().toUpperCase();
  const exact = entries.find(({ name }) => name.toUpperCase() === wanted);
  if (exact) return onlyOne(exact, banks);
  const matches = entries
    .filter(({ name }) => isSuffixed(wanted, name.toUpperCase()))
    .sort((a, b) => b.name.length - a.name.length);
  if (matches[0]) return onlyOne(matches[0], banks);
  const known = findFamily(wanted);
  if (known && !(isOfServedLine(known, entries) && known.isListed !== true)) return known;
  throw unknownDevice(
    query,
    wanted,
    entries.map(({ name, of }) => ({ name, family: listingOf(of).family })),
  );
}

// Of a line that is served, a name in no list is a typing error.
function isOfServedLine({ prefix }: FamilyMatch, entries: readonly Entry[]): boolean {
  return entries.some(({ name }) => name.toUpperCase().startsWith(prefix));
}

function listEntries(banks: readonly LoadedBank[]): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const entry of banks.flatMap(entriesOf)) {
    const key = entry.name.toUpperCase();
    if (!entries.has(key)) entries.set(key, entry);
  }
  return [...entries.values()];
}

function entriesOf(bank: LoadedBank): readonly Entry[] {
  return listingOf(bank).devices.map((device) => ({ ...device, of: bank }));
}

// The order of file names in a folder must not choose what is burnt.
function onlyOne(entry: Entry, banks: readonly LoadedBank[]): Entry {
  const { name, of: bank } = entry;
  const rival = banks.find(
    (other) =>
      other !== bank &&
      dirname(other.file) === dirname(bank.file) &&
      entriesOf(other).some((each) => each.name.toUpperCase() === name.toUpperCase()),
  );
  if (!rival) return entry;
  throw new OtpforgeError('BANK_AMBIGUOUS', {
    message: `${bank.file} and ${rival.file} both describe ${name}`,
    remedy:
      'Move one of them into a folder of its own: a device has the bank of the folder that --banks names first.',
    details: { files: [bank.file, rival.file], device: name },
  });
}

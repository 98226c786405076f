import { isSuffixed } from './device-name.js';
import type { FamilyFacts, FamilyLine, FamilyRecord, Unserved } from './record.js';
import { familyRecords } from './records.js';

/** What is known of a device, be it served or not. */
export interface FamilyMatch {
  /** In upper case; as public lists have it where one names it. */
  readonly name: string;
  readonly family: string;
  readonly line: string;
  /** What a device's name begins with where these facts hold. */
  readonly prefix: string;
  /** Whether it counts where no bank serves the device. */
  readonly answer: Unserved;
  readonly facts: FamilyFacts;
  /** Whether a list of the line names the device; undefined where it has none. */
  readonly isListed: boolean | undefined;
}

/** What the records know by a name in upper case: by their lists, else by what it begins with. */
export function findFamily(wanted: string): FamilyMatch | undefined {
  const record = familyOf(wanted);
  const found =
    record &&
    longest(
      record.lines.flatMap((line) => line.prefixes.map((prefix) => ({ prefix, line }))),
      wanted,
    );
  if (!record || !found || !isName(wanted.slice(found.prefix.length))) return undefined;
  const { line, prefix } = found;
  const listed = devicesOf(line).filter((name) => wanted === name || isSuffixed(wanted, name));
  return {
    name: listed.sort((a, b) => b.length - a.length)[0] ?? wanted,
    family: record.family,
    line: line.line,
    prefix,
    answer: line.answer ?? record.answer,
    facts: { ...record.facts, ...line.facts },
    isListed: line.devices && (listed.length > 0 || isBeginning(wanted, found.prefix, line)),
  };
}

/** People say STM32MP157C of each of its packages. */
function isBeginning(wanted: string, prefix: string, line: FamilyLine): boolean {
  return wanted.length > prefix.length && devicesOf(line).some((name) => name.startsWith(wanted));
}

/** The family that a name in upper case is of, by what it begins with. */
export function familyOf(wanted: string): FamilyRecord | undefined {
  const prefixes = familyRecords().flatMap((record) => record.prefixes.map((prefix) => ({ prefix, record })));
  return longest(prefixes, wanted)?.record;
}

/** Every device that a list of a family names. */
export function listedDevices({ lines }: Pick<FamilyRecord, 'lines'>): readonly string[] {
  return lines.flatMap(devicesOf);
}

function devicesOf({ devices = {} }: FamilyLine): readonly string[] {
  return Object.entries(devices).flatMap(([prefix, rests]) =>
    rests.split(' ').map((rest) => `${prefix}${rest}`),
  );
}

// What follows the line's name in an order code: pins, flash size, package, temperature, options; STM32L151C8-A.
function isName(rest: string): boolean {
  return /^[A-Z0-9]{0,12}(?:-[A-Z])?$/.test(rest);
}

function longest<T extends { readonly prefix: string }>(
  entries: readonly T[],
  wanted: string,
): T | undefined {
  return entries
    .filter(({ prefix }) => wanted.startsWith(prefix))
    .reduce<T | undefined>(
      (best, each) => (best && best.prefix.length >= each.prefix.length ? best : each),
      undefined,
    );
}

import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { AddressRange } from '../range/index.js';

/** A flash bank that a file gives to a device of J-Link. */
export interface DeviceBank {
  readonly vendor: string;
  /** Its name and its aliases. */
  readonly devices: readonly string[];
  readonly range: AddressRange;
}

/** SEGGER's own file takes some two megabytes. */
const mostBytes = 32 << 20;

/** The flash banks of a JLinkDevices.xml. Throws an Error that says in words why it cannot be read. */
export function deviceBanks(bytes: Uint8Array): readonly DeviceBank[] {
  if (bytes.length > mostBytes) throw new Error(`it is larger than ${mostBytes >> 20} MB`);
  const { root } = parsed(textOf(bytes));
  return root === null ? [] : elementsOf(root, 'Device').flatMap(banksOf);
}

function parsed(text: string) {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof RangeError) throw new Error('its elements are nested too deep');
    throw new Error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

// XML 1.0 appendix F: by the byte order mark, else by the first character, which is <.
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const start = ((first ?? 0) << 8) | (second ?? 0);
  if (start === 0xfffe || start === 0x3c00) return decoded('utf-16le', bytes);
  if (start === 0xfeff || start === 0x003c) return decoded('utf-16le', swapped(bytes));
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1];
  return decoded(declared ?? 'utf-8', bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}

function decoded(encoding: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`it is not ${encoding} text`);
  }
}

function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => child instanceof XmlElement && same(child.name, name),
  );
}

function banksOf(device: XmlElement): readonly DeviceBank[] {
  const [chip = device] = elementsOf(device, 'ChipInfo');
  const names = [attribute(chip, 'Name') ?? attribute(device, 'Name') ?? ''];
  const aliases = (attribute(chip, 'Aliases') ?? '').split(';');
  const vendor = attribute(chip, 'Vendor') ?? attribute(device, 'Vendor') ?? '';
  const devices = [...names, ...aliases].map((name) => name.trim()).filter((name) => name !== '');
  return elementsOf(device, 'FlashBankInfo').map((bank) => ({ vendor, devices, range: rangeOf(bank) }));
}

function rangeOf(bank: XmlElement): AddressRange {
  const sizes = [bank, ...elementsOf(bank, 'LoaderInfo')].flatMap((one) => number(one, 'MaxSize') ?? []);
  const address = number(bank, 'BaseAddr');
  if (address === undefined) throw new Error('a FlashBankInfo in it has no BaseAddr');
  // One whose size nobody says holds its base at least.
  return { address, length: Math.max(1, ...sizes) };
}

function number(element: XmlElement, name: string): number | undefined {
  const text = attribute(element, name)?.trim();
  if (text === undefined) return undefined;
  if (/^(0x[\da-f]{1,8}|\d{1,10})$/i.test(text)) return Number(text);
  throw new Error(`${name}=${JSON.stringify(text)} in it is not a number`);
}

function attribute({ attributes }: XmlElement, name: string): string | undefined {
  return Object.entries(attributes).find(([key]) => same(key, name))?.[1];
}

// J-Link’s manual and its own files spell DataBase and Database.
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliResult, otpforge } from '../support/cli.js';
import type { SecretBytes } from './leaks.js';

/** A project folder with a layout that has secret fields, and values for two units. */
export interface SecretProject {
  readonly folder: string;
  readonly device: string;
  readonly probe: readonly string[];
  readonly layout: readonly string[];
  readonly secrets: readonly SecretBytes[];
  /** Runs a command and keeps all that it prints. */
  run(...args: readonly string[]): Promise<CliResult>;
  /** Everything that commands have printed, and every file of the folder but those that hold secrets by their nature. */
  outputs(): Promise<ReadonlyMap<string, Buffer>>;
}

const bytesOf = (seed: string, length: number) =>
  Uint8Array.from(createHash('sha512').update(seed).digest().subarray(0, length));

const pin = Buffer.from('QX7V-K29');

/** Files that hold secrets in clear, as docs/journal.md and docs/layout.md say. */
const inClear = /^(?:unit|other|old)\.(?:json|hex)$|\.chip$|^dump\./;

export async function secretProject(folder: string, device: string, bank: string): Promise<SecretProject> {
  const key = bytesOf(`${device} key`, 16);
  const otherKey = bytesOf(`${device} other key`, 16);
  const layout = [
    'format: otpforge.layout/1',
    `bank: ${bank}`,
    'fill: 0x00',
    'fields:',
    '  serial: { type: ascii, offset: 0x00, length: 16, pad: 0x00 }',
    '  key: { type: bytes, offset: 0x10, length: 16, secret: true }',
    '  pin: { type: ascii, offset: 0x20, length: 8, secret: true, pattern: "[A-Z0-9]{4}-.{3}" }',
    '  check: { type: crc, offset: 0x28, algorithm: crc32, over: [pin] }',
    '  sum: { type: crc, offset: 0x30, algorithm: crc32, over: [check] }',
  ];
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('otp.yaml', `${layout.join('\n')}\n`);
  await write('unit.json', JSON.stringify({ serial: 'SN-0042', key: hex(key), pin: String(pin) }));
  await write('other.json', JSON.stringify({ serial: 'SN-0042', key: hex(otherKey), pin: String(pin) }));
  const printed: string[] = [];
  return {
    folder,
    device,
    probe: ['--probe', `sim:${device},file=unit.chip`],
    layout: ['--layout', 'otp.yaml'],
    secrets: [
      { name: 'key', bytes: key },
      { name: 'other key', bytes: otherKey },
      { name: 'pin', bytes: pin },
      { name: 'crc of pin', bytes: crc32(pin) },
      { name: 'crc of crc', bytes: crc32(crc32(pin)) },
    ],
    async run(...args) {
      const result = await otpforge(args, folder);
      printed.push(result.stdout, result.stderr);
      return result;
    },
    async outputs() {
      const found = new Map([['what was printed', Buffer.from(printed.join('\n'))]]);
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || inClear.test(entry.name)) continue;
        found.set(entry.name, await readFile(join(entry.parentPath, entry.name)));
      }
      return found;
    },
  };
}

/** CRC-32 of zip and Ethernet, little-endian; bit by bit, so that it shares nothing with the product's. */
function crc32(bytes: Uint8Array): Uint8Array {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const out = Buffer.alloc(4);
  out.writeUInt32LE(~crc >>> 0);
  return out;
}

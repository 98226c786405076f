import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifyJournal } from '../../../src/api/journal.js';
import { lockState } from '../../../src/bank/index.js';
import { isErrno } from '../../../src/files/read.js';
import { brokenChains } from '../../../src/ledger/events.js';
import {
  type Database,
  findUnits,
  type KnownUnit,
  openDatabase,
  readMeta,
} from '../../../src/ledger/index.js';
import { readKeyFile } from '../../../src/ledger/key-file.js';
import { account, pools } from '../../../src/ledger/pools/account.js';
import { loadLine } from '../../../src/line/index.js';
import type { Board } from './board.js';
import type { KillLine } from './kill-line.js';
import { type Kind, keyOffsets, ticketOffsets } from './layouts.js';

/** Lets the time pass after which a dead station no longer counts as alive. */
export async function minutePasses(ledger: Database): Promise<void> {
  await ledger.transaction((tx) => tx.run("UPDATE station SET life = '2000-01-01T00:00:00.000Z'"));
}

/** The unit of a die: there is no second one. */
export async function unitOf(ledger: Database, { uid }: Board): Promise<KnownUnit | undefined> {
  const [unit, ...more] = await ledger.transaction((tx) => findUnits(tx, uid));
  expect(more).toEqual([]);
  return unit;
}

/** How many units the ledger has. */
export async function unitsOf(ledger: Database): Promise<unknown> {
  return (await ledger.transaction((tx) => tx.get('SELECT count(*) AS count FROM unit')))?.count;
}

/** The secret of a unit, while the ledger keeps it sealed. */
export async function secretOf(line: KillLine, unit: KnownUnit | undefined): Promise<Buffer | undefined> {
  const value = unit?.values.find(({ field }) => field === 'key');
  if (!unit || !value?.sealed) return undefined;
  const key = await readKeyFile(line.key);
  const text = key.open(value.sealed, { unit: unit.unit, generation: unit.generation, field: 'key' });
  return Buffer.from(Buffer.from(text).toString(), 'hex');
}

/** All of a chip's OTP. */
export function otpOf({ device }: KillLine, { chip }: Board): Buffer {
  const { base, size } = device.bank.otp;
  return Buffer.from(chip.bench.peek(base, size));
}

/** Whether some of it got less than a whole program operation, whatever it reads as. */
export function isWeakIn({ device }: KillLine, { chip }: Board): boolean {
  const { base, size } = device.bank.otp;
  const addresses = Array.from({ length: size }, (_, offset) => base + offset);
  return (
    chip.toState().otp.units.length > 0 || addresses.some((address) => chip.bench.shortBits(address) !== 0)
  );
}

/** Whether a lock byte reads as neither what locks nor what leaves open. */
export function isLockDamaged({ device }: KillLine, { chip }: Board): boolean {
  const { base, locks } = device.bank.otp;
  if (!locks) return false;
  const bytes = chip.bench.peek(base + locks.offset, locks.count);
  return bytes.some((byte) => lockState(locks, byte) === 'damaged');
}

/** The serials that a chip holds whole, whatever the slot. */
export function serialsIn(otp: Buffer): readonly string[] {
  return [...new Set(otp.toString('latin1').match(/SN-\d{6}/g))];
}

/** What it holds where a key is burnt. */
export function keysIn(kind: Kind, otp: Buffer): readonly Buffer[] {
  return keyOffsets[kind]
    .map((offset) => otp.subarray(offset, offset + 16))
    .filter((key) => key.some((byte) => byte !== 0xff));
}

/** What it holds where the hook's answer is burnt, in hexadecimal. */
export function ticketsIn(kind: Kind, otp: Buffer): readonly string[] {
  return ticketOffsets[kind].map((offset) => otp.toString('hex', offset, offset + 2));
}

/** The public text of a value that the ledger has. */
export function textOf(unit: KnownUnit | undefined, field: string): string | undefined {
  return unit?.values.find((value) => value.field === field)?.text;
}

/** How often the hook was asked for a unit. */
export function asksFor(line: KillLine, unit: KnownUnit | undefined): number {
  const requests = readFileSync(join(line.folder, 'asked'), 'utf8').split('\n');
  return requests.filter((request) => request.endsWith(`/${unit?.unit}/1/ticket`)).length;
}

/** Each number has a unit, each chain of events and each journal holds. */
export async function expectWhole(line: KillLine): Promise<void> {
  await inLedger(line, (ledger) =>
    ledger.transaction(async (tx) => {
      for (const pool of await pools(tx))
        expect(await account(tx, pool)).toMatchObject({ skipped: 0, unaccounted: [], ahead: 0 });
      expect(await brokenChains(tx, (await readMeta(tx)).get('id') ?? '')).toEqual([]);
    }),
  );
  for (const { journal } of line.stations)
    expect(await verifyJournal({ file: journal })).toMatchObject({ result: 'intact' });
}

/** Raw, in hexadecimal and in base64, a secret is in no file and in no output. */
export function expectHidden(secrets: readonly Buffer[], files: readonly Buffer[], output: string): void {
  // A database has many files twice.
  const byHash = new Map([...files, Buffer.from(output)].map((text) => [hashOf(text), text]));
  const texts = [...byHash.values()];
  for (const secret of secrets) {
    const forms = [
      secret,
      ...[secret.toString('hex'), secret.toString('hex').toUpperCase(), secret.toString('base64url')],
      secret.toString('base64').replace(/=+$/, ''),
    ];
    for (const text of texts) expect(forms.some((form) => text.includes(form))).toBe(false);
  }
}

function hashOf(text: Buffer): string {
  return createHash('sha1').update(text).digest('base64');
}

/** What a file was when it was last read, by its path. */
export type Looked = Map<string, string>;

/** So old a change has another time than one that comes after it. */
const settledMs = 2_000;

/**
 * All files of a line, of its stations, and of a database elsewhere: those that have changed since `looked`, since no other can
 * hold a secret that is new.
 */
export function contentsOf(
  { folder }: KillLine,
  data?: string,
  looked: Looked = new Map(),
): readonly Buffer[] {
  return [folder, ...(data === undefined ? [] : [data])].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      const path = join(root, name);
      try {
        const { mtimeMs, ctimeMs, size, ino } = statSync(path);
        const now = [mtimeMs, ctimeMs, size, ino].join();
        if (looked.get(path) === now) return [];
        if (Date.now() - ctimeMs > settledMs) looked.set(path, now);
        return [readFileSync(path)];
      } catch (error) {
        // A database takes files away while we look.
        if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'EISDIR')) return [];
        throw error;
      }
    }),
  );
}

/** Looks into the ledger as nobody of the line does: no station remembers it. */
export async function inLedger<T>(line: KillLine, work: (ledger: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase((await loadLine(line.file)).ledger);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifyJournal } from '../../../src/api/journal.js';
import { isErrno } from '../../../src/files/read.js';
import { brokenChains } from '../../../src/ledger/events.js';
import {
  findUnits,
  type KnownUnit,
  openDatabase,
  readMeta,
  type Transaction,
} from '../../../src/ledger/index.js';
import { readKeyFile } from '../../../src/ledger/key-file.js';
import { account, pools } from '../../../src/ledger/pools/account.js';
import { loadLine } from '../../../src/line/index.js';
import type { Board } from './board.js';
import type { KillLine } from './kill-line.js';
import { type Kind, keyOffsets, ticketOffsets } from './layouts.js';

/** Lets the time pass after which a dead station no longer counts as alive. */
export async function minutePasses(line: KillLine): Promise<void> {
  await inLedger(line, (tx) => tx.run("UPDATE station SET life = '2000-01-01T00:00:00.000Z'"));
}

/** The unit of a die: there is no second one. */
export async function unitOf(line: KillLine, { uid }: Board): Promise<KnownUnit | undefined> {
  const [unit, ...more] = await inLedger(line, (tx) => findUnits(tx, uid));
  expect(more).toEqual([]);
  return unit;
}

/** How many units the ledger has. */
export async function unitsOf(line: KillLine): Promise<unknown> {
  return (await inLedger(line, (tx) => tx.get('SELECT count(*) AS count FROM unit')))?.count;
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
  await inLedger(line, async (tx) => {
    for (const pool of await pools(tx))
      expect(await account(tx, pool)).toMatchObject({ skipped: 0, unaccounted: [], ahead: 0 });
    expect(await brokenChains(tx, (await readMeta(tx)).get('id') ?? '')).toEqual([]);
  });
  for (const { journal } of line.stations)
    expect(await verifyJournal({ file: journal })).toMatchObject({ result: 'intact' });
}

/** Raw, in hexadecimal and in base64, a secret is in no file and in no output. */
export function expectHidden(secrets: readonly Buffer[], folders: readonly string[], output: string): void {
  const texts = [...folders.flatMap(contentsBelow), Buffer.from(output)];
  for (const secret of secrets) {
    const forms = [
      secret,
      ...[secret.toString('hex'), secret.toString('hex').toUpperCase(), secret.toString('base64url')],
      secret.toString('base64').replace(/=+$/, ''),
    ];
    for (const text of texts) expect(forms.some((form) => text.includes(form))).toBe(false);
  }
}

/** A database takes files away while we look. */
function contentsBelow(folder: string): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    try {
      return [readFileSync(join(folder, name))];
    } catch (error) {
      if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'EISDIR')) return [];
      throw error;
    }
  });
}

/** Looks into the ledger as nobody of the line does: no station remembers it. */
async function inLedger<T>(line: KillLine, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const database = await openDatabase((await loadLine(line.file)).ledger);
  try {
    return await database.transaction(work);
  } finally {
    await database.close();
  }
}

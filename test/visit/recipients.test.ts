import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { textIn } from '../../src/ledger/columns.js';
import { openUnits } from '../../src/ledger/index.js';
import { accept } from '../../src/ledger/units/accept.js';
import { pendingOutbox } from '../../src/ledger/units/outbox.js';
import { release } from '../../src/ledger/units/release.js';
import { leaksIn } from '../secrets/leaks.js';
import { f401 } from '../support/banks.js';
import type { Bench } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();
const path = (name: string) => join(at.folder, name);

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true }
  key: { offset: 0x10, type: bytes, length: 16, secret: true }
`;
const values = `  serial: { sequence: "S{n:04}" }
  key: { random: 16, recipient: keys.pub }
order: { number: WO-1, quantity: 9 }
`;

type KeyKind = 'x25519' | 'rsa';
function newKey(kind: KeyKind) {
  return kind === 'x25519'
    ? generateKeyPairSync('x25519')
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
}

async function open(kind: KeyKind = 'x25519'): Promise<Bench> {
  const { publicKey, privateKey } = newKey(kind);
  writeFileSync(path('keys.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(path('owner.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return at.open('F4', layout, values);
}

const outbox = (bench: Bench) => bench.tables.in((tx) => pendingOutbox(tx));
const kinds = async (bench: Bench) => (await outbox(bench)).map(({ kind, unit }) => `${kind} ${unit}`);

/** What the script of the documentation makes of the outbox. */
async function opened(bench: Bench): Promise<readonly string[]> {
  const page = readFileSync('docs/line.md', 'utf8');
  writeFileSync(path('open-secrets.mjs'), /```js\n(.*?)```/s.exec(page)?.[1] ?? '');
  const input = (await outbox(bench)).map((row) => JSON.stringify(row)).join('\n');
  const output = execFileSync(process.execPath, [path('open-secrets.mjs'), path('owner.pem')], { input });
  return output.toString().trim().split('\n');
}

async function keyOn(chip: string): Promise<string> {
  const found = await loadChip(path(chip), f401);
  return Buffer.from(found.readMemory(f401.bank.otp.base + 16, 16)).toString('hex');
}

describe('the owner of a secret', () => {
  it.each(['x25519', 'rsa'] as const)('opens what was burnt, with a key of %s', async (kind) => {
    const bench = await open(kind);
    const { uid } = await bench.present('a.chip');
    expect(await opened(bench)).toEqual([`${uid} key ${await keyOn('a.chip')}`]);
  });

  it('has no hash in the ledger that others could try values against', async () => {
    const bench = await open();
    await bench.present('a.chip');
    await bench.tables.in(async (tx) => {
      const claims = await tx.all('SELECT claim FROM visit');
      const events = await tx.all("SELECT details FROM event WHERE kind = 'claim'");
      const texts = [
        ...claims.map((row) => textIn(row, 'claim')),
        ...events.map((row) => textIn(row, 'details')),
      ];
      expect(texts).toHaveLength(2);
      // The salt and a keyed hash, as in the journal.
      for (const text of texts) expect(JSON.parse(text).image).toMatch(/^[0-9a-f]{32}:[0-9a-f]{64}$/);
    });
  });

  it('gets a copy of each verified unit with its public values, and of no other', async () => {
    const bench = await open();
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    expect(await kinds(bench)).toEqual([]);
    // What the die had before it was released never leaves.
    await bench.tables.in((tx) => release(tx, 1, 'a trial'));
    const { uid } = await bench.present('a.chip');
    expect(await kinds(bench)).toEqual(['unit 1', 'secret 1']);
    const [unit, secret] = await outbox(bench);
    expect(unit?.body).toEqual({
      ...{ product: 'controller-c', unit: 1, generation: 2, stage: '', uid, order: 'WO-1' },
      verified: expect.any(String),
      values: { serial: 'S0002' },
    });
    expect(secret?.body).toMatchObject({ unit: 1, generation: 2, uid, field: 'key' });
    expect(await opened(bench)).toEqual([`${uid} key ${await keyOn('a.chip')}`]);
    await bench.present('a.chip');
    expect(await kinds(bench)).toEqual(['unit 1', 'secret 1']);
  });

  it('gets it where the journal settles a unit that the ledger did not take', async () => {
    const bench = await open();
    const isClaimed = () => bench.tables.events.some(({ kind }) => kind === 'claim');
    const ledger: Bench['ledger'] = {
      ...bench.ledger,
      transaction: async (work) => {
        if (isClaimed()) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'gone' });
        return bench.ledger.transaction(work);
      },
    };
    const lost = bench.present('a.chip', { ledger, retryPauseMs: 1 });
    await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    expect(await kinds(bench)).toEqual([]);
    await bench.present('a.chip');
    expect(await kinds(bench)).toEqual(['unit 1', 'secret 1']);
    expect((await opened(bench))[0]).toContain(await keyOn('a.chip'));
  });

  it('gets it where somebody takes a failed unit for verified', async () => {
    const bench = await open();
    await bench.blank('a.chip');
    await expect(bench.present('a.chip', { fault: 'power@12:0.5' })).rejects.toMatchObject({ exitCode: 7 });
    const [unit] = await bench.tables.in(openUnits);
    const version = unit?.stages[0]?.version ?? 0;
    const key = { unit: 1, generation: 1, stage: '' };
    await bench.tables.in((tx) => accept(tx, { ...key, version, reason: 'reads right' }));
    expect(await kinds(bench)).toEqual(['unit 1', 'secret 1']);
    expect(await opened(bench)).toHaveLength(1);
  });

  it('is the only one to whom the outbox shows a secret', async () => {
    const bench = await open();
    await bench.present('a.chip');
    const shown = await bench.tables.in(async (tx) => [
      await tx.all('SELECT body FROM outbox'),
      await tx.all('SELECT plain, for_owner FROM value'),
      await tx.all('SELECT * FROM event'),
    ]);
    const secret = { name: 'key', bytes: Buffer.from(await keyOn('a.chip'), 'hex') };
    expect(leaksIn(Buffer.from(JSON.stringify(shown)), [secret])).toEqual([]);
    expect(
      await bench.tables.in((tx) => tx.all('SELECT 1 AS one FROM value WHERE for_owner IS NOT NULL')),
    ).toEqual([]);
  });
});

describe('a key file that is none', () => {
  it('is refused before a die gets values', async () => {
    const bench = await open();
    writeFileSync(path('keys.pub'), readFileSync(path('owner.pem')));
    const refused = await bench.present('a.chip').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'LINE_INVALID',
      message: expect.stringMatching(/line\.yaml:10: values\.key\.recipient: .*keys\.pub is a private key/),
    });
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/api/read.js';
import { findUnit, storeAnswer, unitByNumber } from '../../src/ledger/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { textIn, textValue } from '../ledger/tables-support.js';
import { leaksIn } from '../secrets/leaks.js';
import { gone } from '../support/processes.js';
import type { Bench } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();
const path = (name: string) => join(at.folder, name);

const layout = (token: string) => `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true }
  token: { offset: 0x08, ${token} }
  eui: { offset: 0x10, type: eui64 }
`;

/** A bench whose token comes from a script, which notes each time that it is asked. */
function open(script: string, { token = 'type: mac', timeout = 60 } = {}): Promise<Bench> {
  const lines = ['#!/bin/sh', 'echo "$OTPFORGE_REQUEST" >> asked', script];
  writeFileSync(path('ask.sh'), `${lines.join('\n')}\n`, { mode: 0o755 });
  const values = [
    '  serial: { sequence: "S{n:04}" }',
    `  token: { hook: [./ask.sh, --field, token], timeout: ${timeout} }`,
    token.startsWith('type: mac') ? '  eui: { derive: token }' : '  eui: { scan: ".*" }',
  ];
  return at.open('F4', layout(token), `${values.join('\n')}\n`);
}

const asked = () => (existsSync(path('asked')) ? readFileSync(path('asked'), 'utf8').trim().split('\n') : []);
/** Another MAC each time. */
const counting = 'echo "02:00:00:00:00:0$(wc -l < asked | tr -d " ")"';
const tokenOf = (bench: Bench) => bench.tables.in(async (tx) => textIn(await unitByNumber(tx, 1), 'token'));
const stateOf = (bench: Bench) =>
  bench.tables.in(async (tx) => (await unitByNumber(tx, 1))?.stages[0]?.state);

describe('a hook', () => {
  it('is asked once for a value, whatever becomes of the visit', async () => {
    const bench = await open(counting);
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    // Its answer is stored before it is used.
    expect(await tokenOf(bench)).toBe('02:00:00:00:00:01');
    const burnt = await bench.present('a.chip');
    expect(burnt).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(textIn(burnt.unit, 'token')).toBe('02:00:00:00:00:01');
    expect(textIn(burnt.unit, 'eui')).toBe('02:00:00:FF:FE:00:00:01');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
    expect(asked()).toEqual(['ledger 1/1/1/token']);
    const { fields } = await read({
      probe: `sim:${bench.device},file=${path('a.chip')}`,
      layout: path('otp.yaml'),
    });
    expect(fields?.map(({ text }) => text)).toEqual([
      'S0001',
      '02:00:00:00:00:01',
      '02:00:00:FF:FE:00:00:01',
    ]);
  });

  it('gives way to an answer that another bench has stored meanwhile', async () => {
    const bench = await open(counting);
    let isStored = false;
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (asked().length > 0 && !isStored) {
          isStored = true;
          const key = { unit: 1, generation: 1, stage: '' };
          const first = textValue('token', '02:00:00:00:00:77', { source: 'hook', unique: false });
          await bench.tables.in((tx) => storeAnswer(tx, key, first));
        }
        return bench.ledger.transaction(work);
      },
    };
    const burnt = await bench.present('a.chip', { ledger });
    expect(textIn(burnt.unit, 'token')).toBe('02:00:00:00:00:77');
    expect(await tokenOf(bench)).toBe('02:00:00:00:00:77');
  });

  it('is told the die, the unit and its public values', async () => {
    const bench = await open('env > seen; echo 02:00:00:00:00:01');
    const { uid, unit } = await bench.present('a.chip');
    expect(unit?.unit).toBe(1);
    const seen = readFileSync(path('seen'), 'utf8').split('\n');
    expect(seen).toEqual(
      expect.arrayContaining([
        `OTPFORGE_UID=${uid}`,
        'OTPFORGE_UNIT=1',
        'OTPFORGE_FIELD=token',
        'OTPFORGE_PRODUCT=controller-c',
        'OTPFORGE_SERIAL=S0001',
      ]),
    );
  });

  it('whose field is secret leaves its answer in clear nowhere', async () => {
    const secret = Buffer.from('7f31c98d5be2a604', 'hex');
    const token = 'type: bytes, length: 8, secret: true';
    const bench = await open(`echo ${secret.toString('hex')}`, { token });
    const scans = new Map([['eui', '0200000000000000']]);
    const declined = bench.present('a.chip', { scans, confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    const kept = async () => {
      const rows = await bench.tables.in(async (tx) => [
        await tx.all('SELECT * FROM value'),
        await tx.all('SELECT * FROM event'),
        await tx.all('SELECT * FROM outbox'),
      ]);
      return JSON.stringify(rows, (_, cell) => (cell instanceof Uint8Array ? String(cell) : cell));
    };
    // The bench's seal shows what it seals, so only that column may have it.
    const sealed = await bench.tables.in((tx) => tx.all('SELECT field FROM value WHERE sealed IS NOT NULL'));
    expect(sealed).toEqual([{ field: 'token' }]);
    const burnt = await bench.present('a.chip', { scans });
    expect(burnt.result).toBe('verified');
    const shown = Buffer.from(`${JSON.stringify(burnt)} ${await kept()}`);
    expect(leaksIn(shown, [{ name: 'token', bytes: secret }])).toEqual([]);
    const chip = readFileSync(path('a.chip'));
    expect(leaksIn(chip, [{ name: 'token', bytes: secret }])).not.toEqual([]);
  });
});

describe('a hook that gives no value', () => {
  it.each([
    ['it fails', 'echo 02:00:00:00:00:01; exit 3', 'HOOK_FAILED', 'it ended with exit code 3'],
    ['it prints nothing', 'true', 'HOOK_ANSWER', 'is empty'],
    ['it prints two lines', 'echo 02:00:00:00:00:01; echo x', 'HOOK_ANSWER', 'more than one line'],
    ['it prints bytes', "printf '\\377'", 'HOOK_ANSWER', 'is not a text in UTF-8'],
    ['its answer does not fit', 'echo 02:00', 'HOOK_ANSWER', 'the answer of the hook of token'],
  ])('refuses the die where %s', async (_, script, code, text) => {
    const bench = await open(script);
    const error = await bench.present('a.chip').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, exitCode: 5, message: expect.stringContaining(text) });
    expect(await stateOf(bench)).toBe('reserved');
    expect(await tokenOf(bench)).toBeUndefined();
    const { chip } = await read({ probe: `sim:${bench.device},file=${path('a.chip')}` });
    expect(await bench.tables.in((tx) => findUnit(tx, chip))).toMatchObject({ unit: 1 });
    // Corrected, it goes on with the values that the die has.
    writeFileSync(path('ask.sh'), `#!/bin/sh\n${'echo 02:00:00:00:00:09'}\n`, { mode: 0o755 });
    const burnt = await bench.present('a.chip');
    expect(textIn(burnt.unit)).toBe('S0001');
  });

  it('keeps its answer to itself where that is secret', async () => {
    const bench = await open('echo 7f31c98d5be2a60', { token: 'type: bytes, length: 8, secret: true' });
    const scans = new Map([['eui', '0200000000000000']]);
    const error = await bench.present('a.chip', { scans }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'HOOK_ANSWER' });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('7f31c98d');
  });

  it('is ended with all that it started, at its deadline', async () => {
    const bench = await open('sleep 1000 & echo $! > pids; echo $$ >> pids; wait', { timeout: 2 });
    const error = await bench.present('a.chip').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'HOOK_TIMEOUT', details: { field: 'token', seconds: 2 } });
    await gone(readFileSync(path('pids'), 'utf8').trim().split('\n').map(Number));
    expect(await stateOf(bench)).toBe('reserved');
  });
});

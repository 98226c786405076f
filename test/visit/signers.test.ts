import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unitByNumber } from '../../src/ledger/index.js';
import type { Bench, Kind } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();
const path = (name: string) => join(at.folder, name);

const plain = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true }
  proof: { offset: 0x20, type: computed, length: 16, by: line, over: ["@uid", serial] }
  check: { offset: 0x40, type: crc, algorithm: crc32, over: [serial, proof] }
`;
const secret = plain
  .replace('fields:\n', 'fields:\n  key: { offset: 0x10, type: bytes, length: 8, secret: true }\n')
  .replace('"@uid", serial', '"@uid", key');
const records = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 3
    stride: 48
    sequence: count
    fields:
      count: { offset: 0, type: u16 }
      serial: { offset: 2, type: ascii, length: 8, pad: 0x00, unique: true }
      proof: { offset: 16, type: computed, length: 16, by: line, over: [count, serial] }
      check: { offset: 40, type: crc, algorithm: crc32, over: [count, serial, proof] }
`;
const serial = '  serial: { sequence: "S{n:04}" }\n';
const signers = 'signers:\n  line: { command: [./sign.sh], timeout: 60 }\n';

/** A bench whose signer gives other bytes each time, and notes that it was asked. */
function open(kind: Kind, layout: string, values = serial): Promise<Bench> {
  const script = ['#!/bin/sh', 'cat > /dev/null', 'echo x >> asked', 'head -c 16 /dev/urandom'];
  writeFileSync(path('sign.sh'), `${script.join('\n')}\n`, { mode: 0o755 });
  return at.open(kind, layout, `${values}${signers}`);
}

const timesAsked = () => readFileSync(path('asked'), 'utf8').trim().split('\n').length;
const stateOf = (bench: Bench) =>
  bench.tables.in(async (tx) => (await unitByNumber(tx, 1))?.stages[0]?.state);
const signatures = (bench: Bench) => bench.tables.in((tx) => tx.all('SELECT field, secret FROM signature'));

describe('a signer in a visit', () => {
  it('is asked once for a die, whose signature is its own ever after', async () => {
    const bench = await open('F4', plain);
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
    expect(timesAsked()).toBe(1);
    expect(await bench.present('b.chip')).toMatchObject({ result: 'verified', unit: { unit: 2 } });
    expect(timesAsked()).toBe(2);
  });

  it('need not sign again what a cut left half-burnt', async () => {
    const bench = await open('F4', plain);
    await bench.blank('a.chip');
    // In the middle of the signature.
    await expect(bench.present('a.chip', { fault: 'power@20:0.5' })).rejects.toMatchObject({ exitCode: 7 });
    expect(await stateOf(bench)).toBe('failed');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(timesAsked()).toBe(1);
  });

  it('signs anew only what another slot makes of it', async () => {
    const bench = await open('L4', records);
    await bench.blank('a.chip');
    await expect(bench.present('a.chip', { fault: 'power@11:0.5' })).rejects.toMatchObject({ exitCode: 7 });
    expect(timesAsked()).toBe(1);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(timesAsked()).toBe(2);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
    expect(timesAsked()).toBe(2);
  });

  it('leaves nothing of a secret in the ledger once the unit is verified', async () => {
    const key = '  key: { hook: [/bin/echo, "0102030405060708"] }\n';
    const bench = await open('F4', secret, `${serial}${key}`);
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    expect(await signatures(bench)).toEqual([{ field: 'proof', secret: 1 }]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified' });
    expect(await signatures(bench)).toEqual([]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
    expect(timesAsked()).toBe(1);
  });

  it('that fails refuses the die, which keeps its values', async () => {
    const bench = await open('F4', plain);
    writeFileSync(path('sign.sh'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'SIGNER_FAILED' });
    expect(await stateOf(bench)).toBe('reserved');
  });
});

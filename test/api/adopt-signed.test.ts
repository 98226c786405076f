import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { adoptUnit } from '../../src/api/ledger-adopt.js';
import { initLedger } from '../../src/api/ledger-status.js';
import { lineTrust } from '../../src/api/line-trust.js';
import { unit } from '../../src/api/unit.js';
import { type LineFolder, lineFolder } from './line-folder.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  proof: { offset: 0x10, type: computed, length: 16, by: line, over: ["@uid", serial] }
  check: { offset: 0x20, type: crc, algorithm: crc32, over: [serial, proof] }
`;
const lineText = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: UTC
ledger: sqlite:line.db
values: { serial: { sequence: "SN-{n:06}" } }
signers: { line: { command: [./sign.sh] } }
`;
/** It gives other bytes each time, and notes that it was asked. */
const signer = '#!/bin/sh\ncat > /dev/null\necho x >> asked\nhead -c 16 /dev/urandom\n';

let line: LineFolder;
let other = '';
beforeEach(async () => {
  line = await lineFolder({ 'otp.yaml': layout, 'line.yaml': lineText, 'sign.sh': signer });
  chmodSync(line.at('sign.sh'), 0o755);
  vi.stubEnv('OTPFORGE_CONFIG_DIR', line.at('config'));
  other = line.at('other.yaml');
  writeFileSync(other, lineText.replace('line.db', 'other.db'));
  await initLedger(other, { simulated: true });
  for (const file of [line.line, other]) await lineTrust({ line: file, confirm: () => true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  line.remove();
});

const timesAsked = () => readFileSync(line.at('asked'), 'utf8').trim().split('\n').length;
const probe = () => line.probe('a.chip');
const adopt = () =>
  adoptUnit(other, { reason: 'burnt before this ledger', probe: probe(), confirm: () => true });

it('adopts a die with the signature that it has, and asks no signer for another', async () => {
  await line.present('a.chip');
  const burnt = readFileSync(line.at('a.chip'));
  const { result, fields } = await adopt();
  expect([result, fields.map(({ name }) => name)]).toEqual(['adopted', ['serial', 'proof', 'check']]);
  const journal = line.at('journal.jsonl');
  const visit = () => unit({ line: other, probe: probe(), confirm: () => true, journal });
  expect(await visit()).toMatchObject({ result: 'verified', unit: 1, report: { unitsBurnt: 0 } });
  expect(await visit()).toMatchObject({ result: 'again', unit: 1 });
  expect(readFileSync(line.at('a.chip'))).toEqual(burnt);
  expect(timesAsked()).toBe(1);
});

it('adopts no die whose signature cannot be read', async () => {
  await line.present('a.chip');
  await line.changeChip('a.chip', ({ bench }) => bench.setUnitState(0x1fff7018, 'damaged'));
  await expect(adopt()).rejects.toMatchObject({
    ...{ code: 'IDENTITY_INCOMPLETE', message: expect.stringContaining('proof is unreadable') },
  });
});

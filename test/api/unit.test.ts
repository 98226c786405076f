import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUnits } from '../../src/ledger/index.js';
import { type LineFolder, lineFolder } from './line-folder.js';

const withoutFirmware = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;

let line: LineFolder;
beforeEach(async () => {
  line = await lineFolder({ 'line.yaml': withoutFirmware });
});
afterEach(() => line.remove());

describe('unit', () => {
  it('refuses to rework on a line without firmware, before the probe is opened', async () => {
    await expect(line.present('a.chip', { rework: true })).rejects.toMatchObject({
      ...{ code: 'USAGE', message: expect.stringContaining('names no firmware') },
    });
    expect(existsSync(line.at('a.chip'))).toBe(false);
    expect(await line.inLedger(openUnits)).toEqual([]);
  });

  it('warns of a pool that is low when the unit has its values', async () => {
    writeFileSync(line.line, withoutFirmware.replace('1F:FF:FF', '10:00:01'));
    const notes: string[] = [];
    const note = (text: string) => notes.push(text);
    expect(await line.present('a.chip', { note })).not.toHaveProperty('warnings');
    const message = 'mac: macs has values for 0 of 2 units left';
    expect(notes).not.toContain(message);
    expect(await line.present('b.chip', { note })).toMatchObject({
      ...{ result: 'verified', warnings: [{ code: 'POOL_LOW', message }] },
    });
    expect(notes).toContain(message);
    expect(await line.present('b.chip')).not.toHaveProperty('warnings');
  });
});

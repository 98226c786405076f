import { afterEach, describe, expect, it } from 'vitest';
import { ledgerShow } from '../../src/api/ledger-show.js';
import { unitMap } from '../../src/api/unit-map.js';
import { loadLine } from '../../src/line/index.js';
import { recipientKey } from '../support/recipient-key.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder | undefined;
afterEach(() => line?.remove());

const secretLayout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  key: { offset: 0x10, type: bytes, length: 16, secret: true }
  check: { offset: 0x20, type: crc, algorithm: crc32, over: [serial, key] }
  die: { offset: 0x28, type: uid }
`;
const secretLine = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  key: { random: 16, recipient: keys.pub }
`;

async function mapOf(folder: LineFolder) {
  const { units } = await ledgerShow(folder.line, { unit: '1' });
  const [unit] = units;
  if (!unit) throw new Error('no unit');
  return unitMap(await loadLine(folder.line), unit);
}

describe('the map of a unit', () => {
  it('shows what its values put into OTP', async () => {
    line = await lineFolder();
    await line.present('a.chip');
    const map = await mapOf(line);
    expect(map).toMatchObject({
      format: 'otpforge.map/1',
      source: 'image',
      device: 'STM32L476RG',
      files: [],
    });
    expect(map?.fields.map(({ name, text }) => [name, text])).toEqual(
      expect.arrayContaining([
        ['serial', 'SN-000001'],
        ['mac', '02:00:5E:10:00:00'],
      ]),
    );
    expect(map?.cells[0]).toMatchObject({ address: 0x1fff7000, length: 16, state: 'value', field: 'serial' });
    expect(map?.cells.at(-1)?.state).toBe('absent');
  });

  it('shows where secrets are, and neither them nor what covers them', async () => {
    line = await lineFolder({ 'otp.yaml': secretLayout, 'line.yaml': secretLine, 'keys.pub': recipientKey });
    await line.present('a.chip');
    const map = await mapOf(line);
    expect(map?.cells.find(({ field }) => field === 'key')).toMatchObject({ state: 'value', secret: true });
    expect(map?.fields.find(({ name }) => name === 'serial')?.text).toBe('SN-000001');
    for (const name of ['key', 'check']) {
      const field = map?.fields.find((each) => each.name === name);
      expect(field, name).toMatchObject({ secret: true });
      expect(field).not.toHaveProperty('text');
      expect(field).not.toHaveProperty('value');
    }
    // The stand-in of the key.
    expect(JSON.stringify(map)).not.toMatch(/5A5A/i);
  });

  it('has nothing of a unit that was not burnt', async () => {
    line = await lineFolder();
    await line.present('a.chip', { confirm: () => false }).catch(() => {});
    expect(await mapOf(line)).toBeUndefined();
  });
});

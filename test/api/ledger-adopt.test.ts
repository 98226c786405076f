import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptUnit, type LedgerAdoptDocument } from '../../src/api/ledger-adopt.js';
import { initLedger } from '../../src/api/ledger-status.js';
import { ledgerVerify } from '../../src/api/ledger-verify.js';
import { lineCheck } from '../../src/api/line-check.js';
import { unit } from '../../src/api/unit.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
/** A line of the same product with a ledger of its own, which knows no die. */
let other = '';
beforeEach(async () => {
  line = await lineFolder();
  other = line.at('other.yaml');
  const text = readFileSync(line.line, 'utf8');
  writeFileSync(
    other,
    text.replace('line.db', 'other.db').replace('"02:00:5E:1F:FF:FF"', '"02:00:5E:1F:FF:FF", step: 2'),
  );
  await initLedger(other, { simulated: true });
});
afterEach(() => line.remove());

const reason = 'burnt before this ledger';
const adopt = (chip: string, confirm = (_: LedgerAdoptDocument) => true) =>
  adoptUnit(other, { reason, confirm, probe: line.probe(chip) });
const present = (chip: string) =>
  unit({ line: other, probe: line.probe(chip), confirm: () => true, journal: line.at('journal.jsonl') });

describe('adoptUnit', () => {
  it('shows what a chip holds, and keeps its values and their numbers to it', async () => {
    const burnt = await line.present('a.chip');
    const before = readFileSync(line.at('a.chip'));
    const asked: LedgerAdoptDocument[] = [];
    const adopted = await adopt('a.chip', (found) => asked.push(found) > 0);
    expect(asked).toMatchObject([
      {
        ...{ format: 'otpforge.ledger-adopt/1', result: 'asked', medium: 'simulated' },
        ...{ die: { uid: burnt.uid, devId: 0x415 }, device: 'STM32L476RG' },
        fields: [{ name: 'serial', text: 'SN-000001' }, { name: 'mac' }, { name: 'check', crcOk: true }],
      },
    ]);
    expect(adopted).toMatchObject({
      ...{ result: 'adopted', unit: { unit: 1, stages: [{ state: 'bound', reason }] } },
    });
    expect(readFileSync(line.at('a.chip'))).toEqual(before);
    expect((await ledgerVerify(other)).pools).toEqual([]);
    // As the next visits get them: a block of two of which the adopted die has one is passed over.
    expect((await lineCheck({ line: other })).sources).toMatchObject([
      { field: 'serial', next: ['SN-000002', 'SN-000003', 'SN-000004'], left: 999_998 },
      { field: 'mac', next: ['02:00:5E:10:00:02', '02:00:5E:10:00:04', '02:00:5E:10:00:06'], left: 524_287 },
    ]);
    expect((await ledgerVerify(other)).pools).toEqual([]);
    expect(await present('b.chip')).toMatchObject({
      values: [{ text: '02:00:5E:10:00:02' }, { text: 'SN-000002' }],
    });
    expect(await ledgerVerify(other)).toMatchObject({
      result: 'accounted',
      pools: [
        { name: 'controller-c/serial', next: 3, issued: 2, skipped: 0 },
        { name: 'macs', next: 4, issued: 4, skipped: 0 },
      ],
    });
    expect(await present('a.chip')).toMatchObject({ result: 'verified', unit: 1, report: { unitsBurnt: 0 } });
    await expect(adopt('a.chip')).rejects.toMatchObject({
      ...{
        code: 'LEDGER_STATE',
        message: expect.stringMatching(/^die \w+ is unit 1 of controller-c, which is verified, and adopt/),
      },
    });
  });

  it('takes nothing that was declined, and no blank chip', async () => {
    await line.present('a.chip');
    await expect(adopt('a.chip', () => false)).rejects.toMatchObject({ code: 'DECLINED' });
    await expect(present('a.chip')).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN' });
    await line.chip('blank.chip');
    await expect(adopt('blank.chip')).rejects.toMatchObject({
      ...{ code: 'IDENTITY_INCOMPLETE', message: expect.stringContaining('cannot be adopted: it is blank') },
    });
  });

  it('refuses a chip with a wrong check, a damaged one, and one that holds more', async () => {
    await line.present('a.chip');
    const layout = readFileSync(line.at('otp.yaml'), 'utf8');
    const asked: unknown[] = [];
    const refused = (chip: string) => adopt(chip, (found) => asked.push(found) > 0);
    writeFileSync(line.at('otp.yaml'), layout.replace('crc32,', 'crc32c,'));
    await expect(refused('a.chip')).rejects.toMatchObject({
      ...{ code: 'IDENTITY_INCOMPLETE', exitCode: 5, details: { fields: ['check'] } },
      message: expect.stringContaining('cannot be adopted: check does not match the bytes that it covers'),
    });
    writeFileSync(line.at('otp.yaml'), layout.replace('fill: 0x00', 'fill: 0x55'));
    await expect(refused('a.chip')).rejects.toThrow(
      'cannot be adopted: more is there than its values (at 0x1FFF7016)',
    );
    writeFileSync(line.at('otp.yaml'), layout);
    await line.changeChip('a.chip', ({ bench }) => bench.setUnitState(0x1fff7010, 'damaged'));
    await expect(refused('a.chip')).rejects.toThrow('cannot be adopted: mac is unreadable, check ');
    expect(asked).toEqual([]);
  });

  it('refuses values of another unit, naming both', async () => {
    await line.present('a.chip');
    const first = await present('b.chip');
    await expect(adopt('a.chip')).rejects.toMatchObject({
      ...{ code: 'IDENTITY_TAKEN', details: { unit: 1, state: 'verified', field: 'serial' } },
      message: expect.stringContaining(
        `holds serial SN-000001 of unit 1, die ${first.uid}, which is verified`,
      ),
    });
  });
});

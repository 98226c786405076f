import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { acceptLedgerClock, acceptShown, acceptUnit } from '../../src/api/ledger-accept.js';
import { ledgerShow } from '../../src/api/ledger-show.js';
import { ledgerStatus } from '../../src/api/ledger-status.js';
import { markChanged } from '../../src/ledger/index.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
afterEach(() => line.remove());

const reason = 'looked at it under the microscope';
const withRecords = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 4
    stride: 32
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      mac: { offset: 0x10, type: mac }
      check: { offset: 0x18, type: crc, algorithm: crc32, over: [count, serial, mac] }
`;

/** Says that a verified unit has failed, as a visit does that finds it changed. */
const fail = (unit: number) =>
  line.inLedger(async (tx) => {
    const row = await tx.get('SELECT version FROM stage WHERE unit = $1', unit);
    await markChanged(tx, { unit, generation: 1, stage: '', version: Number(row?.version), codes: ['X'] });
  });

const stateOf = async (unit: string) =>
  (await ledgerShow(line.line, { unit })).units.map(({ stages }) => stages[0]?.state);

describe('acceptUnit', () => {
  it('takes a unit for verified whose fields read right, past a damaged block that no field needs', async () => {
    line = await lineFolder({ 'otp.yaml': withRecords });
    await line.chip('a.chip');
    const cut = line.present('a.chip', { probe: `${line.probe('a.chip')},fault=power@10:0.97` });
    await expect(cut).rejects.toMatchObject({ exitCode: 7 });
    await line.present('a.chip');
    await fail(1);
    const before = readFileSync(line.at('a.chip'));
    expect(await acceptUnit(line.line, 'SN-000001', { reason, probe: line.probe('a.chip') })).toMatchObject({
      ...{ format: 'otpforge.ledger-change/1', result: 'accepted', reason },
      unit: { unit: 1, stages: [{ state: 'verified', reason }] },
    });
    expect(readFileSync(line.at('a.chip'))).toEqual(before);
    expect(await line.present('a.chip')).toMatchObject({ result: 'again' });
  });

  it('refuses one whose values do not read, and one with values of another', async () => {
    line = await lineFolder();
    await line.present('a.chip');
    await line.present('b.chip');
    await fail(1);
    await line.changeChip('a.chip', ({ bench }) => bench.setUnitState(0x1fff7000, 'damaged'));
    await expect(acceptUnit(line.line, '1', { reason, probe: line.probe('a.chip') })).rejects.toMatchObject({
      ...{ code: 'IDENTITY_INCOMPLETE', exitCode: 5 },
      message: expect.stringMatching(
        /^what a field needs cannot be read \(serial at 0x1FFF7000\); die [0-9A-F]{24} is unit 1, which stays failed$/,
      ),
    });
    await expect(acceptUnit(line.line, '1', { reason, probe: line.probe('b.chip') })).rejects.toMatchObject({
      ...{
        code: 'CHIP_CHANGED',
        message: expect.stringMatching(/^the chip on the probe is die .*, and unit 1 is die /),
      },
    });
    expect(await stateOf('1')).toEqual(['failed']);
    await line.inLedger((tx) =>
      tx.run("UPDATE stage SET field_macs = replace(field_macs, '0', '1') WHERE unit = 2"),
    );
    await fail(2);
    await expect(acceptUnit(line.line, '2', { reason, probe: line.probe('b.chip') })).rejects.toMatchObject({
      code: 'IDENTITY_DIFFERS',
    });
  });

  it('looks at no chip of a unit that has not failed', async () => {
    line = await lineFolder();
    await line.present('a.chip');
    await expect(acceptUnit(line.line, '1', { reason, probe: line.probe('no.chip') })).rejects.toMatchObject({
      ...{ code: 'LEDGER_STATE', message: 'unit 1 is verified, and accept is only for one that is failed' },
    });
    expect(existsSync(line.at('no.chip'))).toBe(false);
  });
});

describe('acceptShown', () => {
  it('takes a unit off the list of open ones that a journal settled, once', async () => {
    line = await lineFolder();
    await line.present('a.chip');
    await line.inLedger((tx) => tx.run('UPDATE stage SET shown = 0'));
    expect((await ledgerStatus(line.line)).open).toEqual([1]);
    expect(await acceptShown(line.line, '1', { reason: 'tray 2' })).toMatchObject({
      ...{ result: 'shown', unit: { unit: 1, stages: [{ state: 'verified', shown: true }] } },
    });
    expect((await ledgerStatus(line.line)).open).toEqual([]);
    await expect(acceptShown(line.line, '1', { reason })).rejects.toMatchObject({ code: 'LEDGER_STATE' });
  });
});

describe('acceptLedgerClock', () => {
  it('opens a ledger whose newest event has the wrong time', async () => {
    line = await lineFolder();
    await line.inLedger((tx) => tx.run("UPDATE station SET life = '2099-01-01T00:00:00.000Z'"));
    await expect(ledgerStatus(line.line)).rejects.toMatchObject({
      ...{ code: 'CLOCK_SUSPECT', remedy: expect.stringContaining('otpforge ledger accept --clock') },
    });
    expect(await acceptLedgerClock(line.line, { reason })).toMatchObject({ result: 'clock', reason });
    expect(await ledgerStatus(line.line)).toMatchObject({ product: 'controller-c' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseUnit, replaceUnit, scrapUnit } from '../../src/api/ledger-change.js';
import { reserve } from '../../src/ledger/index.js';
import { die, textValue } from '../ledger/tables-support.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
beforeEach(async () => {
  line = await lineFolder();
});
afterEach(() => line.remove());

const declined = { confirm: () => false };
const reason = 'a trial';

describe('releaseUnit', () => {
  it('takes the values of a die that was never claimed: it gets others', async () => {
    await expect(line.present('a.chip', declined)).rejects.toMatchObject({ code: 'DECLINED' });
    const document = await releaseUnit(line.line, 'SN-000001', { reason });
    expect(document).toMatchObject({
      ...{ format: 'otpforge.ledger-change/1', result: 'released', reason },
      unit: { unit: 1, stages: [{ state: 'released', reason }] },
    });
    expect(await line.present('a.chip')).toMatchObject({
      ...{ unit: 1, generation: 2 },
      values: [{}, { text: 'SN-000002' }],
    });
  });

  it('refuses one that was claimed for a burn, whatever became of it', async () => {
    await line.present('a.chip');
    await expect(
      line.present('b.chip', { probe: `${line.probe('b.chip')},fault=power@10` }),
    ).rejects.toThrow();
    for (const unit of ['1', '2'])
      await expect(releaseUnit(line.line, unit, { reason })).rejects.toMatchObject({
        ...{ code: 'LEDGER_STATE', exitCode: 5 },
        message: `unit ${unit} was claimed for a burn: its values may be in the chip`,
      });
  });
});

describe('scrapUnit', () => {
  it('takes a unit out of use, which no visit burns again', async () => {
    await line.present('a.chip');
    expect(await scrapUnit(line.line, '02:00:5E:10:00:00', { reason })).toMatchObject({
      ...{ result: 'scrapped', unit: { unit: 1, stages: [{ state: 'scrapped', reason }] } },
    });
    await expect(line.present('a.chip')).rejects.toMatchObject({ code: 'UNIT_SCRAPPED' });
    await expect(scrapUnit(line.line, '1', { reason })).rejects.toMatchObject({
      ...{ code: 'LEDGER_STATE', message: 'unit 1 is scrapped: there is nothing left to scrap' },
    });
  });

  it('is not for the unit that had a value before it was released', async () => {
    await expect(line.present('a.chip', declined)).rejects.toMatchObject({ code: 'DECLINED' });
    await releaseUnit(line.line, 'SN-000001', { reason });
    await line.present('a.chip');
    await expect(scrapUnit(line.line, 'SN-000001', { reason })).rejects.toMatchObject({
      ...{ code: 'UNIT_UNKNOWN', exitCode: 2 },
      message: 'no unit has the value SN-000001 any more: unit 1 had it before a release',
    });
    expect(await line.present('a.chip')).toMatchObject({ result: 'again', unit: 1 });
    expect(await scrapUnit(line.line, 'SN-000002', { reason })).toMatchObject({ result: 'scrapped' });
  });

  it('needs one unit of its own product, and a reason', async () => {
    await line.present('a.chip');
    await line.present('b.chip');
    await line.inLedger((tx) =>
      reserve(tx, {
        ...{ die: die(9), product: 'controller-d', stage: '' },
        values: async () => [textValue('serial', 'X-1')],
      }),
    );
    const codeOf = (unit: string, why = reason) =>
      scrapUnit(line.line, unit, { reason: why }).catch(({ code }: { code: string }) => code);
    expect(await codeOf('WO-1')).toBe('UNIT_AMBIGUOUS');
    expect(await codeOf('X-1')).toBe('PRODUCT_DIFFERS');
    expect(await codeOf('SN-000009')).toBe('UNIT_UNKNOWN');
    expect(await codeOf('1', ' ')).toBe('OPTION_INVALID');
  });
});

describe('replaceUnit', () => {
  it('records once which unit takes whose place', async () => {
    await line.present('a.chip');
    await line.present('b.chip');
    const options = { reason, replaces: 'SN-000001' };
    await expect(replaceUnit(line.line, 'SN-000002', options)).rejects.toMatchObject({
      ...{ code: 'LEDGER_STATE', message: 'unit 2 cannot replace unit 1: unit 1 is not scrapped' },
    });
    await scrapUnit(line.line, 'SN-000001', { reason });
    await expect(
      replaceUnit(line.line, 'SN-000001', { reason, replaces: 'SN-000002' }),
    ).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    expect(await replaceUnit(line.line, 'SN-000002', options)).toMatchObject({
      ...{ result: 'replaced', unit: { unit: 2, replaces: 1 } },
    });
    await expect(replaceUnit(line.line, 'SN-000002', options)).rejects.toMatchObject({
      ...{ code: 'LEDGER_STATE', message: 'unit 2 cannot replace unit 1: it replaces unit 1 already' },
    });
    await expect(replaceUnit(line.line, 'SN-000001', options)).rejects.toThrow('cannot replace itself');
  });
});

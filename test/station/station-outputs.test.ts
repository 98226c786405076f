import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { loadLine, trustLine } from '../../src/line/index.js';
import { startPrinter } from '../output/labels-support.js';
import { stationsInFolder, withoutScans } from './station-bench.js';

const bench = stationsInFolder();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const shut = `CREATE TRIGGER shut BEFORE UPDATE ON stage WHEN NEW.state = 'verified'
  BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`;

async function inLedger(sql: string) {
  const side = await bench.side();
  return side.transaction((tx) => tx.all(sql));
}

/** A line that prints labels and sends its records to a file. */
async function labelled(more = '') {
  const printer = await startPrinter();
  ends.push(printer.down);
  bench.write('label.zpl.hbs', '^XA^FH_^FD{{training}} {{serial}} {{reprint}}^FS^XZ');
  const label = `label: { template: label.zpl.hbs, to: "${printer.to}"${more} }`;
  await bench.line(`${withoutScans}${label}\noutputs: [ { file: out.jsonl } ]\n`);
  await trustLine(await loadLine(bench.path('line.yaml')));
  return printer;
}

describe('a station with a printer', () => {
  it('prints the label behind PASS, and takes its scan for the board that it is of', async () => {
    const printer = await labelled(', confirm: scan');
    const { station, put, shows, slot, until } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await shows('1', 'pass');
    expect(await printer.next()).toBe('^XA^FH_^FDTRAINING SN-000001 ^FS^XZ');
    await until(() => slot('1').next === 'Scan the label.');
    expect(() => station.scan('SN-000002')).toThrow(expect.objectContaining({ code: 'SCAN_DIFFERS' }));
    expect(slot('1')).toMatchObject({
      status: 'pass',
      alarm: expect.stringContaining('another unit than 1'),
    });
    expect(station.scan('SN-000001')).toEqual({ as: 'label', slot: '1' });
    expect(slot('1').next).toBe('Take the board out.');
    expect(() => station.scan('SN-000001')).toThrow(expect.objectContaining({ code: 'SCAN_UNKNOWN' }));
    await until(({ warnings }) => warnings.every(({ code }) => code !== 'LABEL_WAITS'));
    station.stop();
    expect(await station.ended).toBe(0);
    expect(readFileSync(bench.path('out.jsonl'), 'utf8')).toContain('SN-000001');
  });

  it('waits for the scan of a reprint while its board is in, and when it is put in again', async () => {
    const printer = await labelled(', confirm: scan');
    await printer.down();
    const { station, put, takeOut, shows, slot, until } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await until(() => slot('1').next === 'Its label was not printed: print it again.');
    await printer.up();
    await station.reprint(1);
    expect(await printer.next()).toContain('REPRINT');
    expect(slot('1').next).toBe('Scan the label.');
    expect(station.state().warnings.map(({ code }) => code)).toEqual(['LABEL_WAITS']);
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    await until(() => slot('1').status === 'again' && slot('1').next === 'Scan the label.');
    expect(station.scan('SN-000001')).toEqual({ as: 'label', slot: '1' });
    await until(({ warnings }) => warnings.length === 0);
    expect(await inLedger('SELECT state FROM label')).toEqual([{ state: 'reprinted' }]);
  });

  it('has no unit wait any more that somebody scrapped', async () => {
    const printer = await labelled();
    await printer.down();
    const { station, put, shows, until } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await shows('1', 'pass');
    await until(({ warnings }) => warnings.some(({ code }) => code === 'LABEL_WAITS'));
    await inLedger('UPDATE unit SET scrapped = 1');
    station.unitsChanged();
    await until(({ warnings }) => warnings.every(({ code }) => code !== 'LABEL_WAITS'));
  });

  it('prints who was there for the visit, also when somebody else is by then', async () => {
    const printer = await labelled();
    bench.write('label.zpl.hbs', '{{operator}} {{training}} {{serial}} {{reprint}}');
    await trustLine(await loadLine(bench.path('line.yaml')));
    const { station, put, shows } = await bench.open({ operator: '4711' });
    await bench.blank('a.chip');
    await inLedger(shut);
    put('1', 'a.chip');
    await shows('1', 'not-recorded');
    station.signOff();
    await inLedger('DROP TRIGGER shut');
    expect(await printer.next()).toContain('4711 TRAINING');
  });

  it('prints no label with a template that was changed while it ran, until somebody trusts it', async () => {
    const printer = await labelled();
    const { station, put, shows } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await shows('1', 'pass');
    await printer.next();
    bench.write('label.zpl.hbs', 'new {{training}} {{serial}} {{reprint}}');
    await expect(station.reprint(1)).rejects.toMatchObject({ code: 'LINE_UNTRUSTED' });
    await trustLine(await loadLine(bench.path('line.yaml')));
    await station.reprint(1);
    expect(await printer.next()).toContain('SN-000001 REPRINT');
  });

  it('prints nothing for a board that is out, and its unit waits for a reprint, which says so', async () => {
    const printer = await labelled();
    const { station, put, takeOut, shows, slot, until } = await bench.open();
    await bench.blank('a.chip');
    await inLedger(shut);
    put('1', 'a.chip');
    await shows('1', 'not-recorded');
    takeOut('1');
    await until(() => slot('1').next?.startsWith('The board was taken out') === true);
    await inLedger('DROP TRIGGER shut');
    const { warnings } = await until((state) => state.warnings.some(({ code }) => code === 'LABEL_WAITS'));
    expect(warnings).toContainEqual({
      code: 'LABEL_WAITS',
      message: '1 unit without a label: 1. Print it again.',
    });
    await station.reprint(1);
    // It is the first one that was printed at all.
    expect(await printer.next()).toBe('^XA^FH_^FDTRAINING SN-000001 REPRINT^FS^XZ');
    expect(station.state().warnings).toEqual([]);
    await expect(station.reprint(7)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });
});

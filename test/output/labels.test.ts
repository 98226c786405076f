import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { labelState } from '../../src/ledger/units/labels.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { labelsInFolder, template } from './labels-support.js';

const { path, tables, write, printer, training, verified, open } = labelsInFolder();

const isIn = () => true;
const stateOf = (unit: number) => tables().in((tx) => labelState(tx, { unit, generation: 1 }));

describe('a label', () => {
  it('is printed for the board that is in, and the unit waits for it no more', async () => {
    const to = await printer();
    write(template);
    await verified(1);
    const { labels } = await open(`to: "${to.to}"`);
    expect(await labels.waiting()).toEqual([1]);
    expect(await labels.print(1, { isIn, slot: '3' })).toBe('printed');
    expect(await to.next()).toBe('^XA^FH_^FDSN-1|L-1|||3|2026-11-30^FS^XZ');
    expect([await stateOf(1), await labels.waiting(), labels.problem]).toEqual(['printed', [], undefined]);
  });

  it('is not printed once its board has gone, also while the printer answers', async () => {
    const to = await printer();
    write(template);
    await verified(1);
    const { labels } = await open(`to: "${to.to}"`);
    expect(await labels.print(1, { isIn: () => false })).toBe('waits');
    let asked = 0;
    const goes = () => {
      asked += 1;
      return asked === 1;
    };
    expect(await labels.print(1, { isIn: goes })).toBe('waits');
    expect([asked, await stateOf(1), labels.problem]).toEqual([2, 'waiting', undefined]);
    await labels.reprint(1);
    expect(await to.next()).toContain('REPRINT');
  });

  it('is not printed once its board has gone while others had their turn', async () => {
    const to = await printer({ holds: true });
    write(template);
    for (const unit of [1, 2]) await verified(unit);
    const { labels } = await open(`to: "${to.to}"`);
    const first = labels.print(1, { isIn });
    const board = { isIn: true };
    const second = labels.print(2, { isIn: () => board.isIn });
    expect(await to.next()).toContain('SN-1');
    board.isIn = false;
    to.release();
    expect([await first, await second]).toEqual(['printed', 'waits']);
    expect(await labels.waiting()).toEqual([2]);
  });

  it('is not printed later by a printer that was away: the unit waits for a reprint, which says so', async () => {
    const to = await printer();
    await to.down();
    write(template);
    await verified(1);
    const { labels, problem } = await open(`to: "${to.to}"`);
    expect(await labels.print(1, { isIn })).toBe('waits');
    expect(await problem()).toMatchObject({
      code: 'LABEL_FAILED',
      message: expect.stringMatching(/^label: tcp:127\.0\.0\.1:\d+: .*ECONNREFUSED/),
    });
    expect([await stateOf(1), labels.problem?.code]).toEqual(['waiting', 'LABEL_FAILED']);
    await to.up();
    await verified(2);
    expect(await labels.print(2, { isIn })).toBe('printed');
    expect(await to.next()).toContain('SN-2');
    expect([await labels.waiting(), labels.problem]).toEqual([[1], undefined]);
    await labels.reprint(1, { slot: '2' });
    expect(await to.next()).toBe('^XA^FH_^FDSN-1|L-1||REPRINT|2|2026-11-30^FS^XZ');
    expect(await stateOf(1)).toBe('reprinted');
  });

  it('is not printed, as far as anybody knows, by a printer that does not end', async () => {
    const to = await printer({ holds: true });
    write(template);
    await verified(1);
    const { labels, problem } = await open(`to: "${to.to}", timeout: 0.2`);
    expect(await labels.print(1, { isIn })).toBe('waits');
    expect((await problem()).message).toMatch(/did not take the label within 0.2 s$/);
    expect(await labels.waiting()).toEqual([1]);
  });

  it('goes to a program, and its failure is not silent', async () => {
    write(template);
    for (const unit of [1, 2]) await verified(unit);
    const script = (end: string) =>
      JSON.stringify(`require('fs').writeFileSync('label', require('fs').readFileSync(0)); ${end}`);
    const node = JSON.stringify(process.execPath);
    const good = await open(`command: [${node}, -e, ${script('')}]`);
    expect(await good.labels.print(1, { isIn })).toBe('printed');
    expect(await readFile(path('label'), 'utf8')).toContain('SN-1');
    expect(await good.labels.print(2, { isIn: () => false })).toBe('waits');
    expect(await readFile(path('label'), 'utf8')).toContain('SN-1');
    const bad = await open(`command: [${node}, -e, ${script('process.exit(4)')}]`);
    expect(await bad.labels.print(2, { isIn })).toBe('waits');
    expect((await bad.problem()).message).toMatch(/: it ended with exit code 4$/);
    await expect(bad.labels.reprint(2)).rejects.toMatchObject({ code: 'LABEL_FAILED' });
    expect(await bad.labels.waiting()).toEqual([2]);
  });

  it('that somebody must scan is waited for until it was', async () => {
    const to = await printer();
    write(template);
    await verified(1);
    const { labels } = await open(`to: "${to.to}", confirm: scan`);
    expect(labels.isScanned).toBe(true);
    expect(await labels.print(1, { isIn })).toBe('printed');
    expect(await labels.waiting()).toEqual([1]);
    await labels.confirmed(1);
    expect([await labels.waiting(), await stateOf(1)]).toEqual([[], 'printed']);
    expect(await labels.waits(1)).toBe(false);
  });

  it('that somebody must scan is waited for when it is printed again, until that one was scanned', async () => {
    const to = await printer();
    write(template);
    await verified(1);
    const { labels } = await open(`to: "${to.to}", confirm: scan`);
    await labels.reprint(1);
    expect([await stateOf(1), await labels.waiting()]).toEqual(['waiting', [1]]);
    await labels.confirmed(1);
    expect([await stateOf(1), await labels.waits(1)]).toEqual(['reprinted', false]);
    await labels.reprint(1);
    expect(await labels.waits(1)).toBe(true);
  });

  it('follows the line and the template as they are now', async () => {
    const to = await printer();
    write(template);
    for (const unit of [1, 2, 3]) await verified(unit);
    const { labels, problem, reload } = await open(`to: "${to.to}"`);
    await labels.print(1, { isIn });
    expect(await to.next()).toContain('|2026-11-30^');
    write(`new ${template}`);
    reload('UTC');
    await labels.print(2, { isIn });
    expect(await to.next()).toBe('new ^XA^FH_^FDSN-2|L-1||||2026-11-29^FS^XZ');
    write(template.replace('{{reprint}}', ''));
    reload('UTC');
    expect(await labels.print(3, { isIn })).toBe('waits');
    expect((await problem()).code).toBe('LABEL_TEMPLATE');
  });

  it('is not printed once its program or template is not trusted any more', async () => {
    const to = await printer();
    write(template);
    await verified(1);
    const { labels, problem } = await open(`to: "${to.to}"`, async () => {
      throw new OtpforgeError('LINE_UNTRUSTED', { message: 'label.zpl.hbs has changed' });
    });
    expect(await labels.print(1, { isIn })).toBe('waits');
    expect(await problem()).toEqual({ code: 'LINE_UNTRUSTED', message: 'label.zpl.hbs has changed' });
    await expect(labels.reprint(1)).rejects.toMatchObject({ code: 'LINE_UNTRUSTED' });
    expect(await labels.waiting()).toEqual([1]);
  });

  it('is refused for a unit that failed, was scrapped, or is not there', async () => {
    const to = await printer();
    write(template);
    await verified(1, { result: 'failed' });
    await verified(2);
    await tables().in((tx) => scrap(tx, 2, 'fell'));
    const { labels, problem } = await open(`to: "${to.to}"`);
    for (const unit of [1, 2])
      await expect(labels.reprint(unit)).rejects.toMatchObject({
        code: 'LABEL_REFUSED',
        message: `unit ${unit} is not a verified unit of controller-c, and gets no label`,
      });
    await expect(labels.reprint(3)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
    expect(await labels.print(1, { isIn })).toBe('waits');
    expect((await problem()).code).toBe('LABEL_REFUSED');
  });

  it('of a simulated chip says TRAINING', async () => {
    const to = await printer();
    write(template);
    await training();
    await verified(1);
    const { labels } = await open(`to: "${to.to}"`);
    await labels.print(1, { isIn });
    expect(await to.next()).toContain('|TRAINING|');
  });

  it('keeps a value in its field, whatever is in it', async () => {
    const to = await printer();
    write(template);
    const lot = 'a^FS^XZ~JR_5E\\&ü\n';
    await verified(1, { lot });
    const { labels } = await open(`to: "${to.to}"`);
    await labels.print(1, { isIn });
    const text = await to.next();
    expect(text).toContain('|a_5EFS_5EXZ_7EJR_5F5E_5C&_C3_BC_0A|');
    const bytes = text
      .split('|')[1]
      ?.replaceAll(/_([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(Buffer.from(bytes ?? '', 'latin1').toString()).toBe(lot);
  });

  it('for a printer of another language has its values on one line', async () => {
    const to = await printer();
    write('N {{serial}} {{values.lot}} {{training}}{{reprint}}');
    await verified(1, { lot: 'a\nQ1,2 ^<>&"' });
    const { labels } = await open(`to: "${to.to}", escape: none`);
    await labels.print(1, { isIn });
    expect(await to.next()).toBe('N SN-1 a Q1,2 ^<>&" ');
  });
});

import { copyFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { labelMatches, loadLabel } from '../../src/output/index.js';
import { labelsInFolder } from './labels-support.js';

const { path, write, lineOf, layout } = labelsInFolder();

const load = async (text?: string) => {
  if (text !== undefined) write(text);
  const line = lineOf('to: "tcp:p:9100"');
  if (!line.label) throw new Error('the line has no label');
  return loadLabel(line.label, line, layout());
};
const both = '{{training}}{{reprint}}';

describe('the template of a label', () => {
  it.each([
    ['{{serail}}', '"serail" not defined'],
    ['{{values.serail}}', '"serail" not defined'],
    ['{{values.key}}', '"key" not defined'],
    ['{{value "key"}}', 'there is no value of key, or it is secret'],
    ['{{value "nothing"}}', 'there is no value of nothing, or it is secret'],
    ['{{#if reprint}}{{nope}}{{/if}}', '"nope" not defined'],
    ['{{#if order}}{{else}}{{nope}}{{/if}}', '"nope" not defined'],
    ['{{#if nope}}x{{/if}}', '"nope" not defined'],
    ['{{#if}}', 'Parse error on line 1'],
    ['{{constructor}}', '"constructor" not defined'],
  ])('%s is refused', async (text, problem) => {
    await expect(load(`${text}${both}`)).rejects.toMatchObject({
      code: 'LABEL_TEMPLATE',
      message: expect.stringContaining(problem),
    });
  });

  it.each([
    ['{{serial}}{{reprint}}', 'it does not show TRAINING: put {{training}} where people see it'],
    ['{{serial}}{{training}}', 'it does not show REPRINT: put {{reprint}} where people see it'],
    ['{{#if training}}x{{/if}}{{reprint}}', 'it does not show TRAINING'],
  ])('%s is refused', async (text, problem) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'LABEL_TEMPLATE',
      message: expect.stringContaining(problem),
    });
  });

  it('is refused where it is not there', async () => {
    await expect(load()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('can have every name, by two ways, and conditions', async () => {
    const names =
      '{{serial}} {{uid}} {{unit}} {{product}} {{device}} {{order}} {{slot}} {{operator}} {{date}}';
    const template = await load(`${names} {{values.lot}} {{value "lot"}} {{#if order}}!{{/if}}${both}`);
    const content = {
      ...{ serial: 'SN-1', uid: 'AB', unit: '7', product: 'p', device: 'd', order: 'W', slot: '1' },
      ...{ operator: 'o', date: '2026-11-29', reprint: '', training: '', values: { lot: 'L^1' } },
    };
    expect(template(content)).toBe('SN-1 AB 7 p d W 1 o 2026-11-29 L_5E1 L_5E1 !');
    expect(() => template({ ...content, values: {} })).toThrow('"lot" not defined');
  });

  it('escapes values behind three braces and in blocks too', async () => {
    const template = await load(`{{{serial}}} {{&serial}} {{#with values}}{{lot}}{{/with}}${both}`);
    const content = {
      ...{ serial: '^', uid: '', unit: '', product: '', device: '', order: '', slot: '', operator: '' },
      ...{ date: '', reprint: '', training: '', values: { lot: '~' } },
    };
    expect(template(content)).toBe('_5E _5E _7E');
  });

  it('is fine as the example has it', async () => {
    await copyFile('examples/label.zpl.hbs', path('label.zpl.hbs'));
    await load();
    await rm(path('label.zpl.hbs'));
  });
});

describe('a scanned label', () => {
  const values = [{ field: 'serial', text: 'SN-1' }, { field: 'lot', text: 'L-1' }, { field: 'key' }];

  it.each([
    ['SN-1', true],
    ['SN-10', false],
    ['sn-1', false],
    ['L-1', false],
    ['', false],
    ['undefined', false],
  ])('%s is that of the unit: %s', (scanned, is) => {
    expect(labelMatches(scanned, values, layout())).toBe(is);
  });
});

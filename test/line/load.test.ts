import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { loadLine, parseLine } from '../../src/line/index.js';
import { inFolder } from '../support/cli.js';
import { lineText } from './lines.js';

const file = join('test', 'support', 'line.yaml');
const folder = resolve('test', 'support');

function errorOf(text: string): OtpforgeError {
  try {
    parseLine(text, 'line.yaml');
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
  return expect.unreachable('it was read');
}

describe('a line', () => {
  it('has absolute paths, and its sources in the order of the file', async () => {
    const { sources, slots, scopes, lineOf, ...line } = await loadLine(file);
    expect(line).toEqual({
      file,
      folder,
      product: 'controller-c',
      layout: join(folder, 'otp.yaml'),
      device: 'STM32L476RG',
      firmware: join(folder, 'fw.hex'),
      timezone: 'Europe/Berlin',
      ledger: { engine: 'sqlite', file: join(folder, 'line.db') },
      order: { number: 'WO-004711', quantity: 500 },
      start: 'scan',
      operators: { badge: 'OP-[0-9]{3}', names: join(folder, 'operators.yaml') },
      signers: { line: { command: ['./sign.sh'], timeout: 5, folder } },
      after: [{ command: ['./protect.sh', '--level', '1'], timeout: 60, folder }],
      outputs: [
        { kind: 'file', name: `file ${join(folder, 'units.jsonl')}`, file: join(folder, 'units.jsonl') },
        {
          kind: 'post',
          name: 'post https://mes.local/units',
          url: 'https://mes.local/units',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the environment.
          headers: { Authorization: 'Bearer ${MES_TOKEN}' },
        },
      ],
      label: {
        template: join(folder, 'label.zpl.hbs'),
        printer: { kind: 'tcp', host: 'printer.local', port: 9100 },
        escape: 'zpl',
        confirm: 'scan',
      },
      expect: { rdp: 1 },
      verify: 'cold',
      golden: ['0A1B2C3D4E5F60718293A4B5'],
      backup: { to: join(folder, 'backups'), everyMinutes: 60, keep: 24 },
    });
    expect(sources).toMatchObject([
      {
        field: 'serial',
        kind: 'sequence',
        pool: 'controller-c/serial',
        sequence: { pattern: { text: 'SN-{yy}{ww}-{n:06}-{check}' }, check: 'mod37-36', reset: 'week' },
        first: 1,
      },
      {
        field: 'mac',
        kind: 'pool',
        pool: 'macs',
        addresses: { kind: 'mac', from: 0x02_00_5e_10_00_00n, to: 0x02_00_5e_1f_ff_ffn, step: 2 },
      },
      { field: 'eui', kind: 'derive', from: 'mac' },
      { field: 'board', kind: 'uuid' },
      { field: 'key', kind: 'random', length: 16, recipient: join(folder, 'keys.pub') },
      { field: 'lot', kind: 'scan', pattern: 'LOT-[0-9]{6}' },
      { field: 'customer', kind: 'list', list: 'acme', column: 'Customer No' },
      {
        field: 'token',
        kind: 'hook',
        command: { command: ['./ask-mes.sh', '--field', 'token'], timeout: 30, folder },
      },
    ]);
    expect([...slots]).toEqual([
      ['1', 'jlink:801012345'],
      ['2', 'stlink:066CFF'],
    ]);
    expect([...scopes]).toEqual([['customer', 'acme']]);
    expect([lineOf(['product']), lineOf(['values', 'mac'])]).toEqual([2, 11]);
  });

  it('needs little', () => {
    const line = parseLine(lineText({}), 'line.yaml');
    expect(line).toMatchObject({ timezone: 'UTC', sources: [], signers: {}, after: [], outputs: [] });
    expect(Object.keys(line)).not.toEqual(expect.arrayContaining(['firmware']));
    expect([line.order, line.expect, line.verify, line.slots.size]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });

  it('finds the files of its probes beside itself', () => {
    const text = lineText({
      slots: '{ a: "sim:STM32L476RG,file=a.chip", b: "sim:STM32L476RG,file=/srv/b.chip" }',
    });
    expect([...parseLine(text, join(folder, 'line.yaml')).slots.values()]).toEqual([
      `sim:STM32L476RG,file=${join(folder, 'a.chip')}`,
      'sim:STM32L476RG,file=/srv/b.chip',
    ]);
  });

  it('has golden boards and backups as a station uses them', () => {
    const more = { golden: '[0a1b2c3d4e5f60718293a4b5]', backup: '{ to: copies, every: 90m }' };
    expect(parseLine(lineText(more), join(folder, 'line.yaml'))).toMatchObject({
      golden: ['0A1B2C3D4E5F60718293A4B5'],
      backup: { to: join(folder, 'copies'), everyMinutes: 90, keep: 24 },
    });
    const every = (time: string) =>
      parseLine(lineText({ backup: `{ to: /srv/b, every: ${time}, keep: 3 }` }), 'line.yaml').backup;
    expect(every('2h')).toEqual({ to: '/srv/b', everyMinutes: 120, keep: 3 });
    expect(every('1d')).toMatchObject({ everyMinutes: 1440 });
    const postgres = lineText({ ledger: 'postgres://a@b/c', backup: '{ to: copies, every: 1h }' });
    expect(errorOf(postgres)).toMatchObject({
      code: 'LINE_INVALID',
      message: expect.stringContaining('backup: is for a SQLite ledger'),
    });
  });

  it('is refused where it is too large, or not there', () =>
    inFolder(async (temporary) => {
      await expect(loadLine(join(temporary, 'no.yaml'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    }));
});

describe('a key that a line does not have', () => {
  it.each([
    ['labels: x', 'labels: there is no such field here'],
    ['order: { number: A, quantity: 1, due: x }', 'order.due: there is no such field here'],
    ['expect: { rdp: 3 }', 'expect.rdp: '],
    ['order: { number: A, quantity: 0 }', 'order.quantity: '],
    ['after: [{ command: [] }]', 'after.0.command: '],
    ['signers: { line: { command: [x], shell: true } }', 'signers.line.shell: there is no such field here'],
    ['slots: { "a b": "jlink:" }', 'slots.a b: '],
    ['golden: []', 'golden: '],
    ['golden: [xyz]', 'golden.0: '],
    ['backup: { to: x }', 'backup.every: '],
    ['backup: { to: x, every: 1 week }', 'backup.every: '],
    ['start: soon', 'start: '],
    ['operators: { badge: "(" }', 'operators.badge: not a regular expression'],
  ])('%s', (line, problem) => {
    const error = errorOf(`${lineText({})}${line}\n`);
    expect(error.code).toBe('SCHEMA');
    expect(error.message).toContain(`line.yaml:6: ${problem}`);
  });
});

describe('a value of a line', () => {
  it.each([
    ['5', 'needs a source, for example { sequence: "SN-{n:06}" }'],
    ['{}', 'has no source, which is one of sequence, pool, uuid, random, list, scan, hook, derive'],
    ['{ sequnce: "{n:04}" }', 'has no source, which is one of sequence'],
    ['{ sequence: "{n:04}", random: 4 }', 'has sequence and random; a field has one source'],
    ['{ sequence: "{n:04}", chek: mod97-10 }', 'chek: there is no such field here'],
    ['{ uuid: v4, step: 2 }', 'step: there is no such field here'],
    ['{ pool: macs, from: "02:00:5E:10:00:00" }', 'to: is missing'],
    ['{ sequence: "{n:04}", reset: hour }', 'reset: '],
    ['{ random: 0 }', 'random: '],
    ['{ uuid: v1, chek: 2 }', 'uuid: '],
    ['{ random: 0, chek: 2 }', 'chek: '],
  ])('%s is refused', (value, problem) => {
    const error = errorOf(lineText({ values: `{ serial: ${value} }` }));
    expect(error.code).toBe('SCHEMA');
    expect(error.message).toContain('line.yaml:6: values.serial');
    expect(error.message).toContain(problem);
  });

  it.each([
    ['{ sequence: "SN-{yy}" }', 'has no number; it needs one {n:06}'],
    ['{ sequence: "{n:04}", reset: year }', 'counts from the start again each year'],
    ['{ sequence: "{n:04}", check: mod97-10 }', 'has no {check} for its "check:"'],
    ['{ sequence: "{n:02}", first: 100 }', 'begins with 100, for which its pattern has no room'],
    ['{ pool: a, from: "01:00:5E:10:00:00", to: "01:00:5E:10:00:01" }', 'a group address'],
    ['{ pool: a, from: "x", to: "y" }', '"x" is not an address of 6 octets'],
    ['{ scan: "LOT-[0-9" }', '"LOT-[0-9" is not a regular expression'],
  ])('%s is refused, with its line', (value, problem) => {
    const error = errorOf(lineText({ values: `{ serial: ${value} }` }));
    expect(error).toMatchObject({ code: 'LINE_INVALID', details: { problems: [{ line: 6 }] } });
    expect(error.message).toContain('line.yaml:6: values.serial: ');
    expect(error.message).toContain(problem);
  });

  it('with a date needs a time zone, which is one', () => {
    const values = '{ serial: { sequence: "{yyyy}{n:04}" } }';
    expect(errorOf(lineText({ values })).message).toContain(
      'timezone: is missing, and the values of serial contain a date',
    );
    expect(errorOf(lineText({ values, timezone: 'Europe/Berlim' })).message).toContain(
      'line.yaml:7: timezone: "Europe/Berlim" is not a time zone',
    );
    expect(parseLine(lineText({ values, timezone: 'UTC' }), 'line.yaml').timezone).toBe('UTC');
  });
});

describe('pools and counters of a line', () => {
  const pool = (name: string, from: string, to: string, step = 1) =>
    `{ pool: ${name}, from: "02:00:5E:00:00:${from}", to: "02:00:5E:00:00:${to}", step: ${step} }`;

  it.each([
    [pool('a', '00', '0F'), pool('b', '0F', '1F'), 'the pool b overlaps a of one'],
    [pool('a', '00', '0F'), pool('a', '00', '0E'), 'the pool a has another range or step at one'],
    [pool('a', '00', '0F'), pool('a', '00', '0F', 2), 'the pool a has another range or step at one'],
    [
      '{ sequence: "{n:04}", counter: x }',
      '{ sequence: "A{n:04}", counter: x }',
      'the counter x is that of one',
    ],
    [pool('x', '00', '0F'), '{ sequence: "A{n:04}", counter: x }', 'the counter x is that of one'],
  ])('%s beside %s', (one, two, problem) => {
    const error = errorOf(lineText({ values: `{ one: ${one}, two: ${two} }` }));
    expect(error.code).toBe('LINE_INVALID');
    expect(error.message).toContain(`values.two: ${problem}`);
  });

  it('may be one for two fields, and two beside each other', () => {
    const values = `{ one: ${pool('a', '00', '0F')}, two: ${pool('a', '00', '0F')}, three: ${pool('b', '10', '1F')} }`;
    expect(parseLine(lineText({ values }), 'line.yaml').sources).toHaveLength(3);
  });
});

describe('slots of a line', () => {
  it.each([
    ['{ a: "jlnk:1" }', 'slots.a: jlnk:1: there is no probe kind "jlnk". Did you mean jlink:?'],
    ['{ a: "jlink:1", b: "jlink:1,speed=100" }', 'slots.b: has the probe of slot a'],
    [
      '{ a: "sim:STM32L476RG,file=a.chip", b: "sim:STM32L476RG,file=./a.chip" }',
      'slots.b: has the probe of slot a',
    ],
  ])('%s is refused', (slots, problem) => {
    expect(errorOf(lineText({ slots })).message).toContain(`line.yaml:6: ${problem}`);
  });

  it('may be simulated chips without files', () => {
    const slots = '{ a: "sim:STM32L476RG", b: "sim:STM32L476RG" }';
    expect(parseLine(lineText({ slots }), 'line.yaml').slots.size).toBe(2);
  });
});

describe('the example of the tests', () => {
  it('has every key', async () => {
    const { lineSchema } = await import('../../src/line/index.js');
    const text = await readFile(file, 'utf8');
    for (const key of Object.keys(lineSchema.shape)) expect(text).toMatch(new RegExp(`^${key}:`, 'm'));
  });
});

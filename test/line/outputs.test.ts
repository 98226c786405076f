import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { parseLine } from '../../src/line/index.js';
import { lineText } from './lines.js';

const folder = resolve('line');
const lineOf = (keys: Readonly<Record<string, string>>) =>
  parseLine(lineText(keys), join(folder, 'line.yaml'));

function problemOf(keys: Readonly<Record<string, string>>): string {
  try {
    lineOf(keys);
  } catch (error) {
    if (error instanceof OtpforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  return expect.unreachable('it was read');
}

describe('outputs of a line', () => {
  it('are files beside it, addresses and programs, by a name or their target', () => {
    const outputs = [
      '{ file: log.jsonl }',
      '{ post: "https://mes.local/units", headers: { X-Line: "4" }, timeout: 5 }',
      '{ name: mes, command: [./send.sh, --all], timeout: 20 }',
    ];
    expect(lineOf({ outputs: `[${outputs}]` }).outputs).toEqual([
      { kind: 'file', name: `file ${join(folder, 'log.jsonl')}`, file: join(folder, 'log.jsonl') },
      {
        ...{ kind: 'post', name: 'post https://mes.local/units', url: 'https://mes.local/units' },
        ...{ headers: { 'X-Line': '4' }, timeout: 5 },
      },
      { kind: 'command', name: 'mes', command: { command: ['./send.sh', '--all'], timeout: 20, folder } },
    ]);
  });

  it('have names without what may be secret', () => {
    const outputs = '[{ post: "https://mes/units?key=k#f" }, { command: [./send.sh, --key, k] }]';
    expect(lineOf({ outputs }).outputs.map(({ name }) => name)).toEqual([
      'post https://mes/units',
      'command ./send.sh',
    ]);
  });

  it.each([
    ['[{}]', 'SCHEMA', 'outputs.0: needs one of file, post and command'],
    [
      '[{ file: a, post: "http://b" }]',
      'SCHEMA',
      'outputs.0: has file and post; an output goes to one place',
    ],
    ['[{ file: a, timeout: 3 }]', 'SCHEMA', 'outputs.0.timeout: there is no such field here'],
    ['[{ post: "http://b", timeout: 0 }]', 'SCHEMA', 'outputs.0.timeout: '],
    ['[{ file: a }, { file: a }]', 'LINE_INVALID', 'outputs.1: has the name of outputs.0'],
    ['[{ post: mes.local }]', 'LINE_INVALID', 'outputs.0: "mes.local" is not an address'],
    ['[{ post: "file:///etc/passwd" }]', 'LINE_INVALID', 'outputs.0: an address begins with http: or https:'],
    ['[{ post: "http://a:b@mes" }]', 'LINE_INVALID', 'outputs.0: leave user and password out'],
    ['[{ post: "http://b", headers: { Host: c } }]', 'LINE_INVALID', 'headers.Host: otpforge sets this one'],
    ['[{ post: "http://b", headers: { "a b": c } }]', 'LINE_INVALID', 'headers.a b: this cannot be a header'],
    ['[{ post: "http://b", headers: { a: "b\\nc" } }]', 'LINE_INVALID', 'headers.a: this cannot be a header'],
  ])('%s is refused', (outputs, code, problem) => {
    const found = problemOf({ outputs });
    expect(found).toMatch(new RegExp(`^${code} `));
    expect(found).toContain(problem);
  });
});

describe('the label of a line', () => {
  it.each([
    ['to: "tcp:printer.local:9100"', { kind: 'tcp', host: 'printer.local', port: 9100 }],
    ['to: "tcp:[fe80::1]:9100"', { kind: 'tcp', host: 'fe80::1', port: 9100 }],
    ['command: [lp, -d, zebra]', { kind: 'command', command: { command: ['lp', '-d', 'zebra'], folder } }],
  ])('goes to %s', (to, printer) => {
    const { label } = lineOf({ label: `{ template: label.zpl.hbs, ${to} }` });
    expect(label).toEqual({ template: join(folder, 'label.zpl.hbs'), printer, escape: 'zpl' });
  });

  it('can be scanned, in another language, and within its time', () => {
    const more = 'escape: none, confirm: scan, timeout: 4';
    const { label } = lineOf({ label: `{ template: a.hbs, to: "tcp:p:1", ${more} }` });
    expect(label).toMatchObject({ escape: 'none', confirm: 'scan', timeout: 4 });
  });

  it.each([
    ['template: a.hbs', 'needs to: "tcp:HOST:PORT", or command'],
    ['template: a.hbs, to: printer', 'needs to: "tcp:HOST:PORT", or command'],
    ['template: a.hbs, to: "tcp:p:0"', 'needs to: "tcp:HOST:PORT", or command'],
    ['template: a.hbs, to: "tcp:p:65536"', 'needs to: "tcp:HOST:PORT", or command'],
    ['template: a.hbs, to: "tcp:p:1", command: [lp]', 'has to and command; a label goes to one printer'],
  ])('is refused with %s', (label, problem) => {
    expect(problemOf({ label: `{ ${label} }` })).toContain(`label: ${problem}`);
  });
});

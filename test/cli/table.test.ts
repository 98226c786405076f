import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const layout = `format: otpforge.layout/1
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { type: utf8, offset: 0x00, length: 24, pad: 0x00 }
  mac:    { type: mac, offset: 0x18 }
  rev:    { type: u16, offset: 0x20, default: 1 }
  made:   { type: date, encoding: unix32, offset: 0x28, default: "2026-01-01" }
`;
const mac = (last: number) => `02:00:5E:10:00:0${last}`;

interface Files {
  readonly [name: string]: string | Buffer;
}

const withFiles = (files: Files, work: (run: Run, folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    for (const [name, text] of Object.entries({ 'otp.yaml': layout, ...files })) {
      await writeFile(join(folder, name), text);
    }
    await work((...args) => otpforge(args, folder), folder);
  });
type Run = (...args: readonly string[]) => ReturnType<typeof otpforge>;

const check = ['table', 'check', 'units.csv', '--layout', 'otp.yaml'];
const serials = (stdout: string) =>
  JSON.parse(stdout).units.map(
    ({ fields }: { fields: { field: string; value: unknown }[] }) =>
      fields.find(({ field }) => field === 'serial')?.value,
  );

describe('otpforge table check', () => {
  const plain = `serial,mac,rev\nSN-0001,${mac(1)},2\n\nSN-0002,${mac(2)},\n`;

  it('shows what each row would burn, with its line, defaults and place', async () => {
    await withFiles({ 'units.csv': plain }, async (run) => {
      expect(await run(...check)).toEqual({
        exitCode: 0,
        stdout: [
          `row 1 (line 2): serial SN-0001, mac ${mac(1)}, rev 2 (0x0002), made 2026-01-01; 48 bytes at 0x1FFF7000`,
          `row 2 (line 4): serial SN-0002, mac ${mac(2)}, rev 1 (0x0001), made 2026-01-01; 48 bytes at 0x1FFF7000`,
          'units.csv: 2 rows, none has a fault',
          '',
        ].join('\n'),
        stderr: '',
      });
    });
  });

  it('gives the same bytes as the merge of each row, as JSON and as CSV', async () => {
    await withFiles({ 'units.csv': plain }, async (run, folder) => {
      const { units } = JSON.parse((await run(...check, '--json')).stdout);
      const csv = (await run(...check, '--format', 'csv')).stdout.trimEnd().split('\n');
      expect(csv[0]).toBe('row,line,serial,mac,rev,made,bytes');
      for (const [index, row] of ['1', '2'].entries()) {
        await run('merge', '--layout', 'otp.yaml', '--csv', 'units.csv', '--row', row, '-o', 'unit.hex');
        const hex = await readFile(join(folder, 'unit.hex'), 'latin1');
        const bytes = [...hex.matchAll(/^:[0-9A-F]{6}00([0-9A-F]+)[0-9A-F]{2}\r?$/gm)]
          .map(([, data]) => data)
          .join('');
        expect(units[index].ranges).toEqual([{ address: 0x1fff7000, bytes: bytes.match(/../g)?.join(' ') }]);
        expect(csv[index + 1]?.split(',').at(-1)).toBe(`0x1FFF7000:${bytes}`);
      }
    });
  });

  it('refuses a table with any fault, and prints no row', async () => {
    await withFiles({ 'units.csv': `serial,mac\nSN-1,${mac(1)}\nSN-2,x\n` }, async (run) => {
      const refused = await run(...check);
      expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
      expect(refused.stderr).toMatch(/units\.csv:3: row 2, column mac: .*UNIT_DATA_TABLE/s);
    });
  });

  it('refuses a row that only its encoding refuses', async () => {
    const ones = layout.replace(
      'type: utf8, offset: 0x00, length: 24, pad: 0x00',
      'type: bytes, offset: 0x00, length: 8',
    );
    const files = {
      'otp.yaml': ones,
      'units.csv': `serial,mac\n00FF00FF00FF00FF,${mac(1)}\nFFFFFFFFFFFFFFFF,${mac(2)}\n`,
    };
    await withFiles(files, async (run) => {
      const refused = await run(...check);
      expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
      expect(refused.stderr).toMatch(/units\.csv:3: row 2: .*UNIT_DATA_TABLE/s);
    });
  });

  it('shows no secret, and no bytes beside one', async () => {
    const secret = `${layout}  key: { type: bytes, offset: 0x30, length: 8, secret: true }\n`;
    const files = { 'otp.yaml': secret, 'units.csv': `serial,mac,key\nSN-1,${mac(1)},BEEFBEEFBEEFBEEF\n` };
    await withFiles(files, async (run) => {
      for (const format of ['text', 'json', 'csv']) {
        const { exitCode, stdout, stderr } = await run(...check, '--format', format);
        expect(exitCode).toBe(0);
        expect(stdout + stderr).toContain(format === 'json' ? '"secret": true' : '(secret)');
        expect(stdout + stderr).not.toMatch(/BE ?EF|53 ?4E ?2D/i);
      }
    });
  });

  it('is refused with two formats', async () => {
    await withFiles({ 'units.csv': plain }, async (run) => {
      expect(await run(...check, '--json', '--format', 'csv')).toMatchObject({ exitCode: 2 });
    });
  });
});

describe('the table of another system', () => {
  const erp = `Units of March\r\n\r\nNo,Serial Number,MAC Address,rev,\r\n7,SN-0001,${mac(1)},"1,0",\r\n8,SN-0002,${mac(2)},2,\r\n`;
  const flags = [
    '--header-line',
    '3',
    '--column',
    'serial=Serial Number',
    '--column',
    'mac=MAC Address',
    '--ignore-column',
    'No',
  ];
  const config = `format: otpforge.config/1
layout: otp.yaml
table:
  columns: { serial: Serial Number, mac: MAC Address }
  ignoreColumns: [No]
  headerLine: 3
`;

  it.each([
    ['UTF-8', Buffer.from(erp)],
    [
      'Unicode text of Excel',
      Buffer.from(`\ufeff${erp.replaceAll(',', '\t').replace('"1\t0"', '1,0')}`, 'utf16le'),
    ],
  ])('is read as %s by flags, and by otpforge.yaml alone', async (_what, bytes) => {
    await withFiles({ 'units.csv': bytes }, async (run, folder) => {
      const byFlags = await run(...check, ...flags, '--json');
      expect(byFlags).toMatchObject({ exitCode: 0, stderr: '' });
      expect(serials(byFlags.stdout)).toEqual(['SN-0001', 'SN-0002']);
      await writeFile(join(folder, 'otpforge.yaml'), config);
      expect((await run('table', 'check', 'units.csv', '--json')).stdout).toBe(byFlags.stdout);
      expect(await run('merge', '--csv', 'units.csv', '--check')).toMatchObject({ exitCode: 0 });
      for (const where of ['serial=SN-0002', 'mac=02-00-5e-10-00-02', 'No=8']) {
        await run('merge', '--csv', 'units.csv', '--where', where, '-o', 'unit.hex');
        const { stdout } = await run('inspect', 'unit.hex', '--layout', 'otp.yaml');
        expect(stdout).toContain('SN-0002');
      }
    });
  });

  it('is refused by a name that it does not have, with file, line and column', async () => {
    await withFiles({ 'units.csv': erp }, async (run) => {
      const title = await run(...check);
      expect(title.stderr).toMatch(/units\.csv:1: column Units of March: .*--header-line N/s);
      const column = await run(...check, '--header-line', '3');
      expect(column.stderr).toMatch(/units\.csv:3: column No: .*--ignore-column "No"/s);
      expect([title.exitCode, column.exitCode]).toEqual([3, 3]);
    });
  });

  it.each([
    ['a row by number and by value', ['--row', '1', '--where', 'serial=SN-0001'], 2, /not by both/],
    ['a value that two rows have', ['--where', 'made=2026-01-01'], 3, /no column is called "made"/],
    ['a value that no row has', ['--where', 'serial=SN-0003'], 3, /no row has serial "SN-0003"/],
    ['no value', ['--where', 'serial='], 2, /a name or a value is missing/],
    ['a name twice', ['--where', 'serial=a', '--where', 'serial=b'], 2, /names serial twice/],
    ['no row', [], 2, /--csv needs --row or --where/],
  ])('is not merged with %s', async (_what, args, exitCode, message) => {
    await withFiles({ 'units.csv': erp }, async (run) => {
      const refused = await run(
        'merge',
        '--layout',
        'otp.yaml',
        '--csv',
        'units.csv',
        ...flags,
        ...args,
        '-o',
        'unit.hex',
      );
      expect(refused).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    });
  });

  it.each([
    ['--where', 'serial=a'],
    ['--column', 'serial=a'],
    ['--ignore-column', 'a'],
    ['--header-line', '2'],
  ])('%s means nothing without --csv', async (flag, value) => {
    await withFiles({}, async (run) => {
      const refused = await run(
        'merge',
        '--layout',
        'otp.yaml',
        '--set',
        'serial=SN-1',
        flag,
        value,
        '-o',
        'a.hex',
      );
      expect(refused).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`${flag} means nothing`),
      });
    });
  });
});

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mergeFiles, SparseImage } from '../../src/image/index.js';
import { rejectionOf } from './contents.js';
import { data, EOF, page, record } from './records.js';
import { useTempFolder } from './temp-folder.js';

const temp = useTempFolder();
const fwLines = [page(0x0800_0000), data(0, 1, 2), data(2, 3), record(5, 0, [8, 0, 0, 1]), EOF];

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(temp(name), content);
  return temp(name);
}

const unitData = SparseImage.fromChunks([
  {
    address: 0x1fff_7800,
    bytes: Uint8Array.of(0x53, 0x4e),
    origin: { source: { file: 'otp.yaml', kind: 'field' }, field: 'serial' },
  },
]);

describe('mergeFiles', () => {
  test('writes files and images as one, and reports where everything came from', async () => {
    const fw = save('fw.hex', fwLines.join('\n'));
    const raw = save('raw.bin', Uint8Array.of(7));
    const inputs = [{ path: fw }, { path: raw, address: 0x0801_0000 }];
    const report = await mergeFiles(inputs, [unitData], temp('unit.hex'));
    expect(readFileSync(temp('unit.hex'), 'utf8').split('\n')).toEqual([
      page(0x0800_0000),
      data(0, 1, 2, 3),
      page(0x0801_0000),
      data(0, 7),
      page(0x1fff_0000),
      data(0x7800, 0x53, 0x4e),
      record(5, 0, [8, 0, 0, 1]),
      EOF,
      '',
    ]);
    expect(report).toEqual({
      format: 'otpforge.merge-report/1',
      output: temp('unit.hex'),
      inputs: [fw, raw],
      byteCount: 6,
      ranges: [
        { address: 0x0800_0000, length: 3, file: fw, kind: 'ihex', firstLine: 2, lastLine: 3 },
        { address: 0x0801_0000, length: 1, file: raw, kind: 'binary' },
        { address: 0x1fff_7800, length: 2, file: 'otp.yaml', kind: 'field', field: 'serial' },
      ],
      starts: [{ kind: 'linear', value: 0x0800_0001, file: fw, line: 4 }],
      leftOut: [],
      warnings: [],
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test.each([
    ['a raw binary', 'none.bin', '', 0x0800_0000],
    ['Intel HEX', 'none.hex', `${EOF}\n`, undefined],
  ])('refuses %s that holds no byte', async (_, name, content, address) => {
    const path = save(name, content);
    const inputs = [{ path, ...(address !== undefined && { address }) }];
    expect(await rejectionOf(mergeFiles(inputs, [unitData], temp('unit.hex')))).toMatchObject({
      code: 'IMAGE_EMPTY',
      details: { file: path },
    });
  });

  test('is as private as the most private of its inputs', async () => {
    const [open, closed] = [
      save('open.hex', fwLines.join('\n')),
      save('closed.hex', `${data(0x100, 9)}\n${EOF}`),
    ];
    chmodSync(open, 0o644);
    chmodSync(closed, 0o600);
    for (const [name, ...inputs] of [['o.hex', open] as const, ['c.hex', open, closed] as const]) {
      await mergeFiles(
        inputs.map((path) => ({ path })),
        [],
        temp(name),
      );
    }
    // Windows keeps no such mode.
    const closedMode = process.platform === 'win32' ? 0o666 : 0o600;
    expect(statSync(temp('o.hex')).mode & 0o777).not.toBe(0o600);
    expect(statSync(temp('c.hex')).mode & 0o777).toBe(closedMode);
  });

  test('the order of the inputs does not change the output', async () => {
    const a = { path: save('a.hex', fwLines.join('\n')) };
    const b = { path: save('b.hex', `${data(0x100, 9)}\n${EOF}`) };
    await mergeFiles([a, b], [], temp('ab.hex'));
    await mergeFiles([b, a], [], temp('ba.hex'));
    expect(readFileSync(temp('ab.hex'))).toEqual(readFileSync(temp('ba.hex')));
  });

  test('never overwrites an input, however it is spelled, nor a protected file', async () => {
    const fw = save('keep.hex', fwLines.join('\n'));
    const before = readFileSync(fw);
    symlinkSync(fw, temp('link.hex'));
    mkdirSync(temp('sub'));
    for (const output of [fw, temp('link.hex'), temp('sub/../keep.hex')]) {
      expect(await rejectionOf(mergeFiles([{ path: fw }], [], output))).toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
      });
    }
    const layout = save('layout.hex', 'layout');
    expect(await rejectionOf(mergeFiles([{ path: fw }], [], layout, { protect: [layout] }))).toMatchObject({
      code: 'FILE_OVERWRITES_INPUT',
    });
    expect(readFileSync(fw)).toEqual(before);
  });

  test('a conflict leaves an earlier output as it was, and nothing beside it', async () => {
    const a = { path: save('c1.hex', `${data(0, 1)}\n${EOF}`) };
    const b = { path: save('c2.hex', `${data(0, 2)}\n${EOF}`) };
    const output = save('out.hex', 'earlier');
    const files = readdirSync(temp('.'));
    expect(await rejectionOf(mergeFiles([a, b], [], output))).toMatchObject({
      code: 'IMAGE_CONFLICT',
      details: {
        origins: [
          { file: a.path, line: 1 },
          { file: b.path, line: 1 },
        ],
      },
    });
    expect(readFileSync(output, 'utf8')).toBe('earlier');
    expect(readdirSync(temp('.'))).toEqual(files);
  });

  test('nothing to merge is an error', async () => {
    expect(await rejectionOf(mergeFiles([], [], temp('nothing.hex')))).toMatchObject({ code: 'USAGE' });
  });

  test.each(['unit.bin', 'unit.elf', 'unit.S19'])('does not write Intel HEX into %s', async (name) => {
    expect(await rejectionOf(mergeFiles([], [], temp(name)))).toMatchObject({ code: 'IMAGE_OUTPUT_FORMAT' });
  });
});

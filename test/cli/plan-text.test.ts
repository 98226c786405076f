import { describe, expect, it } from 'vitest';
import { planValues } from '../../src/api/plan-values.js';
import { type BurnRequest, planChip, planDocument } from '../../src/burn/index.js';
import { wholePlanText } from '../../src/cli/plan-text.js';
import { SparseImage } from '../../src/image/index.js';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { redactPlan } from '../../src/redaction/index.js';
import { secretsOf } from '../../src/secrets/index.js';
import { printableDocument } from '../../src/text/printable.js';
import { plain } from '../../src/text/tone.js';
import { rig } from '../burn/support.js';
import { f4, f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

type Device = typeof f401;

const planText = (...args: Parameters<typeof wholePlanText>) => plain(wholePlanText(...args));

async function planOf(
  device: Device,
  image: SparseImage,
  request: Partial<BurnRequest> = {},
  held: number[] = [],
) {
  const { probe, chip } = rig(device);
  chip.bench.poke(device.bank.otp.base, Uint8Array.from(held));
  const loader = await loadBuiltLoader(device.bank);
  return (await planChip({ probe, device, loader, image, ...request })).plan;
}

const rowsOf = (text: string) => text.split('\n\n')[1]?.split('\n') ?? [];
const hexOf = (bytes: Iterable<number>) =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

describe('a plan without a layout', () => {
  it('shows every byte of a raw image of 64 bytes, in rows of 8', async () => {
    const bytes = Array.from({ length: 64 }, (_, index) => 0x30 + index);
    const rows = rowsOf(planText(planDocument(await planOf(f401, imageOf([f4.otp.base, bytes])))));
    expect(rows).toHaveLength(9);
    expect(rows[0]).toBe('burn  0x1FFF7800  64 B  from test.hex:1');
    expect(rows[1]).toBe('  0x1FFF7800  30 31 32 33 34 35 36 37  "01234567"');
    expect(rows[8]).toBe('  0x1FFF7838  68 69 6A 6B 6C 6D 6E 6F  "hijklmno"');
  });

  it('shows what the chip holds where that is more than blank', async () => {
    const plan = await planOf(f401, imageOf([f4.otp.base, [0x10, 0x20, 0x30]]), {}, [0x1f, 0xff, 0x3f]);
    expect(rowsOf(planText(planDocument(plan)))).toEqual([
      'burn  0x1FFF7800  3 B  from test.hex:1',
      '  0x1FFF7800  10 20 30                 . 0',
      '    it holds  1F FF 3F',
    ]);
  });

  it('says locks in words', async () => {
    const { base, locks } = f4.otp;
    const lock = base + (locks?.offset ?? 0);
    const image = imageOf([base, [1]], [lock, [0, 0xff]], [lock + 9, [0]]);
    const rows = rowsOf(planText(planDocument(await planOf(f401, image))));
    expect(rows.slice(2)).toEqual([
      'lock      block 0     locked forever',
      'is there  block 1     stays unlocked',
      'CONFLICT  block 9     its lock',
    ]);
  });

  it('counts in real plurals', async () => {
    const text = async (device: Device, bytes: number[]) =>
      planText(planDocument(await planOf(device, imageOf([device.bank.otp.base, bytes]))));
    expect(await text(f401, [1])).toContain('1 byte to burn, 0 locks to set');
    expect(await text(f401, [1, 2])).toContain('2 bytes to burn');
    expect(await text(l476, Array(8).fill(1))).toContain('1 unit of 8 bytes to burn');
    expect(await text(l476, Array(16).fill(1))).toContain('2 units of 8 bytes to burn');
    expect(await text(l476, [1])).toContain('1 reason to refuse');
  });

  it.each([f401, l476])('hides no byte that is to be burnt, in at most 80 columns, $name', async (device) => {
    const { base, writeUnit, data } = device.bank.otp;
    const byte = fc.integer({ min: 0, max: 0xfe });
    const unit = fc.tuple(
      fc.integer({ min: 0, max: data.size / writeUnit - 1 }),
      fc.array(byte, { minLength: writeUnit, maxLength: writeUnit }),
      fc.string({ minLength: 1, maxLength: 120 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(unit, { minLength: 1, maxLength: 30, selector: ([at]) => at }),
        async (units) => {
          const image = SparseImage.fromChunks(
            units.map(([at, bytes, file]) => ({
              address: base + at * writeUnit,
              bytes: Uint8Array.from(bytes),
              origin: { source: { file: `${file}.hex`, kind: 'ihex' as const }, line: 1 },
            })),
          );
          const plan = await planOf(device, image);
          const lines = planText(printableDocument(planDocument(plan))).split('\n');
          const shown = new Map<number, string>();
          for (const line of lines) {
            const [, address, bytes] = /^ {2}0x([0-9A-F]{8}) {2}((?:[0-9A-F]{2} ?){1,8})/.exec(line) ?? [];
            for (const [index, text] of (bytes?.trim().split(' ') ?? []).entries()) {
              shown.set(Number.parseInt(address ?? '', 16) + index, text);
            }
          }
          for (const { address, bytes } of image.segments) {
            for (const [index, value] of bytes.entries())
              expect(shown.get(address + index)).toBe(hexOf([value]));
          }
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a plan by a layout', () => {
  const text = [
    'format: otpforge.layout/1',
    'fill: 0x00',
    'fields:',
    '  serial: { type: ascii, offset: 0, length: 16, pad: 0x00 }',
    '  note: { type: ascii, offset: 16, length: 96 }',
    '  key: { type: bytes, offset: 112, length: 8, secret: true }',
  ].join('\n');
  const layout = parseLayout(text, 'otp.yaml', l4);
  const secrets = secretsOf(layout) ?? expect.unreachable();
  const note = 'x'.repeat(96);
  const data = unitDataFromObject({ serial: 'SN-000013', note, key: '4A5A6A7A4B5B6B7B' }, 'unit.json');

  it('shows fields by value, secrets apart, and bytes of no field as rows', async () => {
    const loose = imageOf([l4.otp.base + 128, [1, 2, 3, 4, 5, 6, 7, 8]]);
    const { image } = encodeLayout(layout, data);
    const whole = await planOf(l476, SparseImage.fromChunks([...chunksOf(image), ...chunksOf(loose)]));
    const values = planValues(image, layout, secrets);
    const shown = planText(redactPlan(whole, { secrets, key: new Uint8Array(32) }, values));
    expect(rowsOf(shown)).toEqual([
      'burn  serial      SN-000013',
      'burn  note',
      `  ${'x'.repeat(78)}`,
      `  ${'x'.repeat(18)}`,
      'burn  key         (secret, offset 0x70)',
      'burn  0x1FFF7080  8 B  from test.hex:1',
      '  0x1FFF7080  01 02 03 04 05 06 07 08  ........',
    ]);
    const verbose = rowsOf(
      planText(redactPlan(whole, { secrets, key: new Uint8Array(32) }, values), { verbose: true }),
    );
    expect(verbose.slice(0, 3)).toEqual([
      'burn  serial      SN-000013              0x1FFF7000  16 B',
      '  0x1FFF7000  53 4E 2D 30 30 30 30 31  "SN-00001"',
      '  0x1FFF7008  33 00 00 00 00 00 00 00  3.......',
    ]);
    expect(verbose).toContain('burn  key         (secret, offset 0x70)  0x1FFF7070  8 B');
    for (const line of verbose) expect(line.length).toBeLessThanOrEqual(80);
    expect(JSON.stringify(values)).not.toMatch(/4A|5A/i);
  });

  it('shows the bytes of a field that is not a value', async () => {
    const image = imageOf([l4.otp.base, [0x53, 0x4e, 0x01, 0x02, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]);
    const values = planValues(image, layout, secrets);
    expect(values).toMatchObject([{ field: 'serial', problem: expect.any(String) }]);
    const rows = rowsOf(planText(planDocument(await planOf(l476, image), values)));
    expect(rows).toContain('  0x1FFF7000  53 4E 01 02 03 04 05 06  SN......');
  });
});

describe('a plan by a layout with units that fields fill in part', () => {
  const layout = parseLayout(
    [
      'format: otpforge.layout/1',
      'fill: 0x00',
      'fields:',
      ...[1, 2, 3, 4, 5].map((n) => `  field${n}: { type: u16, offset: ${8 * n} }`),
    ].join('\n'),
    'otp.yaml',
    l4,
  );
  const { image } = encodeLayout(
    layout,
    unitDataFromObject(Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`field${n}`, 1000 + n])), 'unit.json'),
  );
  const values = planValues(image, layout, undefined);

  it('fits five fields on one screen, and counts what fills their units', async () => {
    const text = planText(planDocument(await planOf(l476, image), values));
    expect(rowsOf(text)).toEqual([
      'burn  field1      1001 (0x03E9)',
      'burn  field2      1002 (0x03EA)',
      'burn  field3      1003 (0x03EB)',
      'burn  field4      1004 (0x03EC)',
      'burn  field5      1005 (0x03ED)',
      'burn  (no field)  30 bytes of 0x00',
    ]);
    expect(text.split('\n').length).toBeLessThanOrEqual(24 - 2);
    expect(text.split('\n').at(-1)).toBe('READY: this chip takes the image');
  });

  it('counts only what is the same byte in a unit of a field over blank cells', async () => {
    const base = l4.otp.base;
    const other = imageOf(
      // In the unit of field1 beside it, and in one of no field.
      [base + 8, [0xe9, 3, 0, 0, 0, 0, 0, 7]],
      [base + 64, [0, 0, 0, 0, 0, 0, 0, 0]],
    );
    const text = planText(planDocument(await planOf(l476, other), planValues(other, layout, undefined)));
    expect(rowsOf(text)).toEqual([
      'burn  field1      1001 (0x03E9)',
      'burn  0x1FFF700A  6 B  from test.hex:1',
      '  0x1FFF700A  00 00 00 00 00 07        ......',
      'burn  0x1FFF7040  8 B  from test.hex:1',
      '  0x1FFF7040  00 00 00 00 00 00 00 00  ........',
    ]);
  });
});

function chunksOf(image: SparseImage) {
  return image.segments.map(({ address, bytes }) => ({
    address,
    bytes,
    origin: image.originAt(address) ?? expect.unreachable(),
  }));
}

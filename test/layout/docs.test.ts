import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/files/package-path.js';
import {
  crc,
  crcCheckText,
  crcNamed,
  crcNames,
  encodeLayout,
  parseLayout,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { oneField, useBanks } from './banks.js';

const banks = useBanks();
const page = readFileSync(packagePath('docs', 'layout.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([^`]+)`(?: \(2\))? *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => ({
  name,
  cells: rest.split('|').map((cell) => cell.trim()),
}));

describe('docs/layout.md', () => {
  it('shows four layouts that are accepted without a warning', () => {
    const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    expect(examples).toHaveLength(4);
    for (const text of examples) {
      const bank = text.includes('stm32f4-otp') ? banks.f4 : banks.l4;
      expect(parseLayout(text, 'docs/layout.md', bank).warnings).toEqual([]);
    }
  });

  it('shows an L4 layout that leaves no write unit partial', () => {
    const [, text = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, each = '']) => each);
    const data = unitDataFromObject({
      mac: '02:00:5E:10:00:2A',
      id: 1,
      key: '00'.repeat(16),
      gain: 1,
      offset: 2,
    });
    expect(encodeLayout(parseLayout(text, 'docs/layout.md', banks.l4), data).warnings).toEqual([]);
  });

  it('shows an L4 layout that two stages write one after the other', () => {
    const [, text = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, each = '']) => each);
    const layout = parseLayout(text, 'docs/layout.md', banks.l4);
    const both = { mac: '02:00:5E:10:00:2A', id: 1 };
    const factory = unitDataFromObject({ ...both, key: '00'.repeat(16) });
    const late = unitDataFromObject({ ...both, gain: 3, offset: 4 });
    expect(encodeLayout(layout, factory, { stages: ['factory'] }).warnings).toEqual([]);
    expect(encodeLayout(layout, late, { stages: ['calibration'] }).warnings).toEqual([]);
  });

  it.each(crcNames)('tells the parameters of %s by its check value', (name) => {
    const check = rows.find((row) => row.name === name)?.cells[1] ?? '';
    expect(Number.parseInt(check, 16)).toBe(Number(crc(crcNamed(name), crcCheckText(crcNamed(name)))));
  });

  it.each(['bcd', 'ymd', 'unix32'])('shows the bytes of a date in %s', (encoding) => {
    const shown = rows
      .find((row) => row.name === encoding)
      ?.cells[0]?.match(/((?:[0-9A-F]{2} ){3}[0-9A-F]{2})/)?.[1];
    const { image } = encodeLayout(
      oneField(banks.f4, `type: date, encoding: ${encoding}`),
      unitDataFromObject({ f: '2026-03-14' }),
    );
    expect(Buffer.from(shown?.replaceAll(' ', '') ?? '', 'hex')).toEqual(
      Buffer.from(image.segments[0]?.bytes ?? []),
    );
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/files/package-path.js';
import { decodeLayout, encodeLayout, loadUnitData } from '../../src/layout/index.js';
import { chips, exampleFirmware, examplePath, exampleRecord } from './record.js';

describe('the example firmware', () => {
  it('is what its source builds', () => {
    const script = packagePath('scripts', 'build-example.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^the committed (?:hex files are|files match)|bytes are not compared/);
  });

  it.each(chips)('for $device is at most 2 KB of whole double words in main flash', ({ chip }) => {
    const { segments, starts } = exampleFirmware(chip);
    expect(segments).toHaveLength(1);
    expect(segments[0]?.address).toBe(0x08000000);
    expect(segments[0]?.bytes.length).toBeLessThan(2048);
    expect((segments[0]?.bytes.length ?? 1) % 8).toBe(0);
    expect(starts).toHaveLength(1);
  });
});

describe('the example record', () => {
  it.each(chips)(
    'for $device encodes without a warning and decodes to the sample unit',
    async ({ chip, device }) => {
      const { layout, image } = await exampleRecord(device, chip);
      expect(layout.warnings).toEqual([]);
      const decoded = decodeLayout(layout, (address, length) => image.read(address, length));
      expect(decoded.map(({ name, state, value }) => [name, state, value])).toEqual([
        ['serial', 'value', 'SN-0042'],
        ['mac', 'value', '02:00:5E:10:00:2A'],
        ['revision', 'value', 3],
        ['made', 'value', '2026-03-14'],
        ['check', 'value', expect.any(Number)],
      ]);
      expect(decoded.at(-1)?.crcOk).toBe(true);
    },
  );

  it.each(chips)(
    'for $device is the same from row 2 of units.csv as from unit.json',
    async ({ chip, device }) => {
      const { layout, image } = await exampleRecord(device, chip);
      const row = await loadUnitData({ csv: { file: examplePath('units.csv'), row: 2 } });
      const encoded = encodeLayout(layout, row);
      expect(encoded.warnings).toEqual([]);
      expect(encoded.image.segments).toEqual(image.segments);
    },
  );
});

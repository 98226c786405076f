import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { map } from '../../src/api/map.js';
import { read } from '../../src/api/read.js';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { mapText as tonedText } from '../../src/cli/map-text.js';
import { writeIntelHex } from '../../src/image/index.js';
import { type MapDocument, mapSvg } from '../../src/map/index.js';
import { plain } from '../../src/text/tone.js';
import { makeZoo } from '../map/zoo.js';
import { f4Zoo, l4Zoo } from '../map/zoo-kinds.js';
import { leaksIn } from '../secrets/leaks.js';
import { f4, f401, l4 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const mapText = (document: MapDocument) => plain(tonedText(document));

describe('a map', () => {
  it.each([
    ['nothing', {}, /nothing to map/],
    ['a chip and a dump', { probe: 'sim:STM32F401RE', chipDump: 'otp.hex' }, /both are named/],
  ])('of %s is refused', async (_what, options, message) => {
    await expect(map(options)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });

  it.each([{ image: 'unit.hex' }, { chipDump: 'otp.hex' }])(
    'without a chip asks for the bank, %j',
    async (options) => {
      await expect(map(options)).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
    },
  );

  it('makes no simulated chip', () =>
    inFolder(async (folder) => {
      const chip = join(folder, 'unit.chip');
      await expect(map({ probe: `sim:STM32F401RE,file=${chip}` })).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
      });
      expect(existsSync(chip)).toBe(false);
    }));

  it('is drawn over none of its inputs', () =>
    inFolder(async (folder) => {
      const image = join(folder, 'unit.hex');
      const text = writeIntelHex(imageOf([f4.otp.base, [1]]));
      await writeFile(image, text);
      await expect(map({ image, device: 'STM32F401RE', svg: image })).rejects.toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
      });
      const probe = `sim:STM32F401RE,file=${join(folder, 'unit.chip')}`;
      await saveChip(join(folder, 'unit.chip'), SimulatedChip.create(f401));
      await expect(map({ probe, image, svg: image })).rejects.toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
      });
      expect(await readFile(image)).toEqual(Buffer.from(text));
    }));

  it('is written as a picture where one is asked for', () =>
    inFolder(async (folder) => {
      const { image, layout } = await makeZoo(folder, f4Zoo);
      const svg = join(folder, 'map.svg');
      const document = await map({ image, layout, svg });
      expect(await readFile(svg, 'utf8')).toBe(mapSvg(document));
    }));
});

describe('a chip that may not be read', () => {
  it('is refused, and nothing of it is blank', () =>
    inFolder(async (folder) => {
      const { image, ...zoo } = await makeZoo(folder, f4Zoo);
      const chip = await loadChip(join(folder, 'unit.chip'), f401);
      chip.bench.setReadProtection(1);
      await saveChip(join(folder, 'unit.chip'), chip);
      for (const options of [zoo, { ...zoo, image }]) {
        const document = await map(options);
        expect(document).toMatchObject({ result: 'refused', refusals: [{ code: 'READ_PROTECTION' }] });
        expect(new Set(document.cells.map(({ state }) => state))).toEqual(new Set(['unreadable']));
        expect(new Set(document.fields.map(({ state }) => state))).toEqual(new Set(['unreadable']));
        expect(mapText(document)).not.toMatch(/blank/);
      }
    }));
});

describe('a dump of a chip', () => {
  it('shows what the chip shows, apart from what only a journal and ECC flags know', () =>
    inFolder(async (folder) => {
      const { probe, layout } = await makeZoo(folder, l4Zoo);
      const chipDump = join(folder, 'otp.hex');
      await read({ probe, output: chipDump });
      const { cells } = await map({ probe, layout });
      const dump = await map({ chipDump, layout });
      const asDumped = cells.map((cell) => (cell.state === 'weak' ? { ...cell, state: 'value' } : cell));
      expect(dump.cells).toEqual(asDumped);
      expect(dump.cells.filter(({ state }) => state === 'damaged')).toMatchObject([
        { address: l4.otp.base + 0x140, length: 8 },
      ]);
      expect(mapText(dump)).toMatch(/no journal was read/);
    }));

  it('is judged as the chip would be, with the same refusals', () =>
    inFolder(async (folder) => {
      const { image, layout, probe } = await makeZoo(folder, f4Zoo);
      const chipDump = join(folder, 'otp.bin');
      await read({ probe, output: chipDump });
      const [chip, dump] = [await map({ probe, layout, image }), await map({ chipDump, layout, image })];
      expect(dump.result).toBe('refused');
      expect(dump.cells).toEqual(chip.cells);
      expect(dump.locks).toEqual(chip.locks);
      expect(dump.refusals).toEqual(chip.refusals);
    }));

  it('as raw binary warns of zeros, which may be damage', () =>
    inFolder(async (folder) => {
      const { probe } = await makeZoo(folder, l4Zoo);
      const chipDump = join(folder, 'otp.bin');
      await read({ probe, output: chipDump });
      const { warnings } = await map({ chipDump, device: 'STM32L476RG' });
      expect(warnings).toMatchObject([
        { code: 'DUMP_ZEROS', message: expect.stringContaining('0x1FFF7140 may be') },
      ]);
    }));
});

describe('an image alone', () => {
  it('shows what it holds and what it leaves alone, and locks that it asks for', () =>
    inFolder(async (folder) => {
      const { image, layout } = await makeZoo(folder, f4Zoo);
      const document = await map({ image, layout });
      expect(document).toMatchObject({ result: 'done', source: 'image', refusals: [] });
      expect(document.fields.find(({ name }) => name === 'serial')).toMatchObject({ text: 'SN-0042' });
      expect(document.cells.find(({ state }) => state === 'absent')?.address).toBe(f4.otp.base + 0x12);
      const text = mapText(document);
      expect(text).toMatch(/^0x0 {4}aaaaaaaa aaaabbbb bb__cccc ________ {2}block 0 {3}to lock$/m);
      expect(text).toMatch(/no chip was read/);
      expect(text).toMatch(/\n40 bytes in the image, 472 not in the image$/);
    }));

  it('is of the bank that is named', () =>
    inFolder(async (folder) => {
      const { image } = await makeZoo(folder, l4Zoo);
      const [byDevice, byBank] = [
        await map({ image, device: 'STM32L476RG' }),
        await map({ image, device: 'stm32l4-otp' }),
      ];
      expect([byDevice.device, byBank.device]).toEqual(['STM32L476RG', undefined]);
      expect(byBank.cells).toEqual(byDevice.cells);
    }));
});

describe('a secret', () => {
  const key = '5345A79122F04C3D8899AABBCCDD0112';
  const secret = [{ name: 'key', bytes: Buffer.from(key, 'hex') }];
  const kind = {
    ...f4Zoo,
    unit: { ...f4Zoo.unit, key },
    interrupted: { ...f4Zoo.interrupted, key },
    fault: 'power@36:1',
  };

  it('is in no document, text or picture of chip, plan, dump and image', () =>
    inFolder(async (folder) => {
      const { image, layout, probe, journal } = await makeZoo(folder, kind);
      const other = join(folder, 'other.hex');
      await writeFile(other, writeIntelHex(imageOf([f4.otp.base + 0x20, Buffer.from(key, 'hex').reverse()])));
      const chipDump = join(folder, 'otp.hex');
      await read({ probe, output: chipDump });
      const maps: MapDocument[] = [];
      for (const options of [
        { probe },
        { probe, image, journal },
        { chipDump },
        { chipDump, image: other },
        { image },
      ]) {
        maps.push(await map({ ...options, layout }));
      }
      expect(maps[3]?.refusals.map(({ code }) => code)).toContain('CONFLICT');
      for (const document of maps) {
        const field = document.fields.find(({ name }) => name === 'key');
        expect(field).toMatchObject({ secret: true });
        expect([field?.value, field?.text]).toEqual([undefined, undefined]);
        const shown = [JSON.stringify(document), mapText(document), mapSvg(document)].join('\n');
        expect(leaksIn(Buffer.from(shown), secret)).toEqual([]);
      }
      expect(maps[0]?.fields.find(({ name }) => name === 'key')?.state).toBe('value');
    }));

  it('shows no byte by its address in what a dump refuses', () =>
    inFolder(async (folder) => {
      const { layout, probe } = await makeZoo(folder, kind);
      const image = join(folder, 'other.hex');
      await writeFile(image, writeIntelHex(imageOf([f4.otp.base + 0x20, Buffer.from(key, 'hex').reverse()])));
      const chipDump = join(folder, 'otp.hex');
      await read({ probe, output: chipDump });
      const { refusals } = await map({ chipDump, image, layout });
      for (const { code, message } of refusals.filter(({ code }) => code === 'CONFLICT')) {
        expect(message, code).toMatch(/secret at offset 0x2[0-9A-F]: bits that are 0 can never be 1 again/);
        expect(message).not.toMatch(/holds/);
      }
    }));
});

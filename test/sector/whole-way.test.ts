import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { merge } from '../../src/api/merge.js';
import { program } from '../../src/api/program.js';
import { read } from '../../src/api/read.js';
import { writeIntelHex } from '../../src/image/index.js';
import { StandIn } from '../jlink-standin/bench.js';
import { imageOf } from '../support/images.js';
import { RomBootLoader } from '../support/rom-boot-loader.js';
import { type Board, boardKinds } from './boards.js';
import { firmwareAnswer, firmwareBytes, firmwareFile, h743, layout, sector, unitFile } from './h743.js';

const standIn = new StandIn();
afterAll(() => standIn.close());
let board: Board;
afterEach(() => board.close());

const confirm = async () => true;
const firmware = firmwareBytes();
/** The same firmware with more behind it: another build, of three sectors. */
const nextBuild = (length: number) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + 7) & 0xff);
  bytes.set(firmware.bytes);
  return bytes;
};

/** What J-Link still writes as it writes RAM: below 1 KiB. */
const smallBuild = Math.min(firmware.bytes.length + 0x20, 0x3ff);

/** A unit from one hex, as production makes it. */
async function produce(): Promise<void> {
  const unit = join(board.folder, 'unit.hex');
  await merge({ inputs: [{ path: firmwareFile }], layout, data: unitFile, output: unit });
  const report = await program({ ...board.target, image: unit, layout, confirm, unverifiedBank: true });
  expect(report).toMatchObject({
    result: 'done',
    unitsBurnt: 1,
    unit: { text: expect.stringMatching(/^serial SN-0042.*crc correct/) },
  });
}

async function identity(): Promise<readonly unknown[]> {
  const { fields, result } = await read({ ...board.target, layout });
  expect(result).toBe('done');
  return fields.map(({ name, state, value }) => [name, state === 'value' ? value : state]);
}

const written = [
  ['serial', 'SN-0042'],
  ['mac', '02:00:5E:10:00:2A'],
  ['revision', 3],
  ['made', '2026-03-14'],
  ['check', expect.any(Number)],
];
const blank = written.map(([name]) => [name, 'blank']);
const answers = () => board.touch(firmwareAnswer);

describe.each(boardKinds(standIn))('an STM32H743 through %s', (_, open) => {
  it('keeps its identity through an update by sectors, and the new firmware answers with it', async () => {
    board = await open(h743);
    await produce();
    expect(await answers()).toEqual({ state: 2, serial: 'SN-0042' });
    const bytes = nextBuild(0x40020);
    await board.touch((chip) => {
      const loader = new RomBootLoader(chip);
      loader.eraseSectors([0, 1, 2]);
      loader.write([{ address: firmware.address, bytes }]);
    });
    expect(await board.touch((chip) => chip.bench.peek(firmware.address, bytes.length))).toEqual(bytes);
    expect(await identity()).toEqual(written);
    expect(await answers()).toEqual({ state: 2, serial: 'SN-0042' });
  });

  it('loses it by a mass erase: read says blank, and so does the firmware', async () => {
    board = await open(h743);
    await produce();
    await board.touch((chip) => {
      const loader = new RomBootLoader(chip);
      loader.massErase();
      loader.write([firmware]);
    });
    expect(await identity()).toEqual(blank);
    expect(await answers()).toEqual({ state: 1, serial: '' });
  });

  // J-Link merges below 1 KiB and loses the rest of a sector above.
  it.each([smallBuild, 0x1000, 0x40020])(
    'keeps it when program writes %s bytes of new firmware',
    async (length) => {
      board = await open(h743);
      await produce();
      const image = join(board.folder, 'next.hex');
      const bytes = nextBuild(length);
      bytes[length - 1] = 0x5a;
      await writeFile(image, writeIntelHex(imageOf([firmware.address, bytes])));
      const next = { ...board.target, image, layout, firmwareOnly: true, confirm };
      expect(await program(next)).toMatchObject({ unitsBurnt: 0 });
      expect(await board.touch((chip) => chip.bench.peek(firmware.address, length))).toEqual(bytes);
      expect(await identity()).toEqual(written);
      expect(await answers()).toEqual({ state: 2, serial: 'SN-0042' });
    },
  );

  it('is not touched by firmware that reaches one byte into the sector, or is padded over it', async () => {
    board = await open(h743);
    await produce();
    const before = await board.touch((chip) => chip.counters.flashOperations);
    const inner = sector.base - firmware.address;
    const padded = new Uint8Array(inner + 64).fill(0xff);
    padded.set(firmware.bytes);
    for (const bytes of [padded.subarray(0, inner + 1), padded]) {
      const image = join(board.folder, 'long.hex');
      await writeFile(image, writeIntelHex(imageOf([firmware.address, bytes])));
      const report = await program({ ...board.target, image, confirm });
      expect(report).toMatchObject({ result: 'refused' });
      const refusal = report.plan.refusals.find(({ code }) => code === 'SECTOR_FIRMWARE');
      expect(refusal).toMatchObject({
        address: sector.base,
        remedy: expect.stringMatching(/LENGTH = 1920K/),
      });
      expect(await program({ ...board.target, image, layout, confirm })).toMatchObject({ result: 'refused' });
      await expect(
        merge({ inputs: [{ path: image }], layout, data: unitFile, output: join(board.folder, 'x.hex') }),
      ).rejects.toMatchObject({ exitCode: 5 });
    }
    expect(await board.touch((chip) => chip.counters.flashOperations)).toBe(before);
    expect(await identity()).toEqual(written);
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readChipDump } from '../../src/api/chip-dump.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f4, l4 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { contents, imageOf } from '../support/images.js';

const dumpOf = ({ otp }: typeof f4, ...missing: readonly [from: number, to: number][]) => {
  const whole = imageOf([otp.base, contents(otp.size, [0, [1, 2]])]);
  return writeIntelHex(
    missing.reduce((image, [from, to]) => image.without(otp.base + from, otp.base + to), whole),
  );
};

const readHex = (text: Uint8Array, bank: typeof f4) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.hex'), text);
    return readChipDump(join(folder, 'otp.hex'), bank);
  });

describe('Intel HEX as the dump of a chip', () => {
  it('holds the whole bank, but for damaged units of one with ECC', async () => {
    expect((await readHex(dumpOf(f4), f4))(f4.otp.base, 2)).toEqual(Uint8Array.of(1, 2));
    const read = await readHex(dumpOf(l4, [8, 24]), l4);
    expect([read(l4.otp.base, 8)?.length, read(l4.otp.base + 8, 8)]).toEqual([8, undefined]);
  });

  it.each([
    ['a unit of stm32l4-otp', l4, writeIntelHex(imageOf([l4.otp.base, [1, 2, 3, 4, 5, 6, 7, 8]]))],
    ['stm32f4-otp without a byte', f4, dumpOf(f4, [0x20f, 0x210])],
    ['stm32l4-otp and more', l4, writeIntelHex(imageOf([l4.otp.base, contents(l4.otp.size + 1)]))],
  ])('is refused where it holds %s, whose rest would pass for damaged', async (_, bank, text) => {
    await expect(readHex(text, bank)).rejects.toMatchObject({ code: 'DUMP_SIZE' });
  });
});

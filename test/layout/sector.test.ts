import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedBank, readLayout } from '../../src/api/layout-target.js';
import type { LoadedBank } from '../../src/bank/index.js';
import { ownedUnits, parseLayout } from '../../src/layout/index.js';
import { l4 } from '../support/banks.js';
import { sectorBank, sectorBase } from '../support/sector.js';

const banks: readonly LoadedBank[] = [
  {
    bank: { ...sectorBank, lines: [{ ...sectorBank.lines[0]!, devices: { STM32L499ZZ: 1024 } }] },
    file: 'sector.yaml',
  },
  { bank: l4, file: 'l4.yaml' },
];
const fields = 'fields:\n  id: { offset: 16, type: u64 }\n  more: { offset: 26, type: u16 }\n';
const text = (head: string) => `format: otpforge.layout/1\n${head}\n${fields}`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-sector-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(head: string, target?: string) {
  const file = join(folder, 'otp.yaml');
  await writeFile(file, text(head));
  return readLayout(file, target, banks);
}

describe('a layout for a reserved sector', () => {
  it.each([
    ['by the device alone', 'sector: { device: STM32L499ZZ }'],
    ['by device and address', 'sector: { device: stm32l499zzt6, address: 0x080F8000 }'],
    ['by the bank', 'bank: l4-sector'],
  ])('is found %s, and its offsets count from the sector', async (_how, head) => {
    const layout = await read(head);
    expect(layout.bank.name).toBe('l4-sector');
    expect(layout.fields[0]).toMatchObject({ name: 'id', address: sectorBase + 16 });
    expect((await read(head, 'STM32L499ZZ')).bank.name).toBe('l4-sector');
  });

  it('owns the write units that its fields are in', async () => {
    expect(ownedUnits(await read('bank: l4-sector'))).toEqual([{ address: sectorBase + 16, length: 16 }]);
  });

  it('is refused for another address, and says how a loader for that is built', async () => {
    await expect(read('sector: { device: STM32L499ZZ, address: 0x080F0000 }')).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
      message: expect.stringMatching(
        /:2: sector\.address: 0x080F0000 is not the reserved sector of l4-sector, which is at 0x080F8000\..*\.\/otpforge\/banks, and run otpforge build$/,
      ),
    });
  });

  it('is refused for another chip, and for a chip with OTP', async () => {
    await expect(read('sector: { device: STM32L499ZZ }', 'STM32L476RG')).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
      message: expect.stringContaining('made for the reserved sector of STM32L499ZZ, not for stm32l4-otp'),
    });
    await expect(read('sector: { device: STM32L476RG }')).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
      message: expect.stringContaining(
        'made for the reserved sector of STM32L476RG; bank stm32l4-otp is OTP',
      ),
    });
  });

  it('names a device that is known, with the address as a number', async () => {
    await expect(read('sector: { device: STM32L4XX }')).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' });
    await expect(read('sector: { device: STM32L499ZZ, address: top }')).rejects.toMatchObject({
      code: 'SCHEMA',
    });
    await expect(read('sector: {}')).rejects.toMatchObject({ code: 'SCHEMA' });
  });

  it.each(['bank: l4-sector', 'fuses: STM32MP157C'])('is for that alone, not for "%s" as well', (other) => {
    const both = text(`${other}\nsector: { device: STM32L499ZZ }`);
    expect(() => parseLayout(both, 'otp.yaml', sectorBank)).toThrowError(/drop the others/);
  });

  it('tells the bank that it is for without one', () => {
    expect(namedBank(text('sector: { device: STM32L499ZZ }'), 'otp.yaml', banks)).toBe('l4-sector');
    expect(namedBank(text('bank: stm32l4-otp'), 'otp.yaml', banks)).toBe('stm32l4-otp');
    expect(namedBank(text('title: x'), 'otp.yaml', banks)).toBeUndefined();
  });
});

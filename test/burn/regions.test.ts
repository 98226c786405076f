import { describe, expect, test } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { splitRegions } from '../../src/burn/regions.js';
import { type Chunk, SparseImage } from '../../src/image/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';

function image(address: number, length = 4, kind: Chunk['origin']['source']['kind'] = 'ihex') {
  const origin = { source: { file: 'fw.hex', kind } };
  return SparseImage.fromChunks([{ address, bytes: new Uint8Array(length), origin }]);
}

describe('bytes outside main flash and OTP', () => {
  test.each([
    ['below the flash', f401, 0x07ff_fffc],
    ['behind the flash', f401, 0x0808_0000],
    ['below the OTP', f401, 0x1fff_77fc],
    ['behind the lock bytes', f401, 0x1fff_7a10],
    ['behind the OTP', l476, 0x1fff_7400],
  ])('%s are refused', (_, device, address) => {
    const { firmware, otp, refusals } = splitRegions(image(address), device);
    expect(firmware.isEmpty && otp.isEmpty).toBe(true);
    expect(refusals).toMatchObject([{ code: 'REGION', address }]);
  });

  test('that are a part of a record are refused, and the rest is split', () => {
    const { otp, refusals } = splitRegions(image(0x1fff_77fc, 8), f401);
    expect(otp.segments).toMatchObject([{ address: 0x1fff_7800 }]);
    expect(refusals).toMatchObject([{ code: 'REGION', address: 0x1fff_77fc }]);
    expect(refusals[0]?.message).toMatch(
      /^0x1FFF77FC to 0x1FFF77FF \(fw\.hex\) is neither in the main flash/,
    );
    expect(refusals[0]?.remedy).toMatch(/--only and --without/);
  });

  test.each([
    ['the option bytes', f401, 0x1fff_c000],
    ['the option bytes', findDevice('STM32F429ZI', allBanks), 0x1ffe_c008],
    ['the option bytes', l476, 0x1fff_7800],
    ['the option bytes', findDevice('STM32L4R5ZI', allBanks), 0x1ff0_0000],
    ['RAM', f401, 0x2000_0000],
    ['external memory on the FMC or FSMC', f401, 0x6000_0000],
    ['external flash on the FMC, FSMC or OCTOSPI2', l476, 0x7000_0000],
    ['external flash on the QUADSPI or OCTOSPI1', l476, 0x9000_0000],
    ['external memory on the FMC', f401, 0xd000_0000],
  ])('%s are named as such', (name, device, address) => {
    const [refusal] = splitRegions(image(address), device).refusals;
    expect(refusal?.message).toContain(`, but elsewhere (${name})`);
    expect(refusal?.remedy).not.toMatch(/^Take/);
  });

  test('a place that nobody knows has no name', () => {
    const [refusal] = splitRegions(image(0x1fff_0000), f401).refusals;
    expect(refusal?.message).not.toContain('elsewhere');
    expect(refusal?.remedy).toMatch(/^Take these bytes out/);
  });
});

describe('bytes that an ELF loads outside its sections', () => {
  test('are firmware in the main flash', () => {
    const { firmware, refusals } = splitRegions(image(0x0800_0010, 4, 'elf-gap'), f401);
    expect(firmware.byteCount).toBe(4);
    expect(refusals).toEqual([]);
  });

  test('are refused by address in the OTP', () => {
    const { refusals } = splitRegions(image(0x1fff_7810, 4, 'elf-gap'), f401);
    expect(refusals).toEqual([
      {
        code: 'ELF_GAP',
        address: 0x1fff_7810,
        message:
          'fw.hex loads 0x1FFF7810 to 0x1FFF7813 into the OTP, 4 bytes outside all of its sections: it cannot be known whether they are meant',
        remedy: expect.stringContaining('--without 0x1FFF7810-0x1FFF7813.'),
      },
    ]);
  });

  test('elsewhere are refused as any byte', () => {
    const { refusals } = splitRegions(image(0x2000_0000, 4, 'elf-gap'), f401);
    expect(refusals).toMatchObject([{ code: 'REGION' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { type BurnRequest, planChip } from '../../src/burn/session.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Rig, rig } from './support.js';

const FLASH = 0x08000000;

describe.each([f401, l476])('the hash of a plan for $name', (device) => {
  const { base, size } = device.bank.otp;
  const { uid } = device.bank.identity;
  const serial = [1, 2, 3, 4, 5, 6, 7, 8];

  const hashOf = async (unit: Rig, request: Partial<BurnRequest> = {}) => {
    const loader = await loadBuiltLoader(device.bank);
    const image = imageOf([FLASH, [1, 2, 3, 4]], [base, serial]);
    return (await planChip({ probe: unit.probe, device, loader, image, ...request })).plan.hash;
  };

  it('is the same for the same chip, image and loader', async () => {
    expect(await hashOf(rig(device))).toBe(await hashOf(rig(device)));
  });

  it('is another for another die', async () => {
    const other = rig(device, (probe) => ({
      readMemory: async (address, length, width) => {
        const bytes = (await probe.readMemory(address, length, width)).slice();
        if (uid >= address && uid < address + length) bytes[uid - address] = (bytes[uid - address] ?? 0) ^ 1;
        return bytes;
      },
    }));
    expect(await hashOf(other)).not.toBe(await hashOf(rig(device)));
  });

  it('is another when the bank holds something else, even where the image does not reach', async () => {
    const used = rig(device);
    used.chip.bench.poke(base + 128, Uint8Array.from(serial));
    expect(size).toBeGreaterThan(136);
    expect(await hashOf(used)).not.toBe(await hashOf(rig(device)));
  });

  it('is another for other firmware, or the same bytes elsewhere', async () => {
    const images = [
      imageOf([FLASH, [1, 2, 3, 4]], [base, serial]),
      imageOf([FLASH, [1, 2, 3, 5]], [base, serial]),
      imageOf([FLASH + 8, [1, 2, 3, 4]], [base, serial]),
      imageOf([FLASH, [1, 2, 3, 4]], [base + 8, serial]),
    ];
    const hashes = await Promise.all(images.map((image) => hashOf(rig(device), { image })));
    expect(new Set(hashes).size).toBe(images.length);
  });

  it('is another for another loader', async () => {
    const loader = { ...(await loadBuiltLoader(device.bank)), sha256: '0'.repeat(64) };
    expect(await hashOf(rig(device), { loader })).not.toBe(await hashOf(rig(device)));
  });
});

describe('the hash of an image', () => {
  it('tells the same bytes at two addresses apart, and where a range ends', async () => {
    const { imageSha256 } = await import('../../src/burn/hash.js');
    const images = [
      imageOf([FLASH, [1, 2, 3, 4]]),
      imageOf([FLASH + 4, [1, 2, 3, 4]]),
      imageOf([FLASH, [1, 2]], [FLASH + 4, [3, 4]]),
      imageOf([FLASH, [1, 2, 0xff, 0xff, 3, 4]]),
    ];
    expect(new Set(images.map(imageSha256)).size).toBe(images.length);
  });
});

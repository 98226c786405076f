import { describe, expect, it } from 'vitest';
import type { Bank, Device } from '../../src/bank/index.js';
import { inspectChip, type OtpContents, readOtpContents } from '../../src/burn/index.js';
import { readBack } from '../../src/burn/read-back.js';
import { readSector } from '../../src/burn/sector-reader.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Probe } from '../../src/probe/index.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';
import { sectorBase, sectorDevice, sectorSize } from '../support/sector.js';
import { sectorRig } from './sector-support.js';

const status = 0x52002110;
const clear = 0x52002114;
const [detected, corrected] = [1 << 26, 1 << 25];

/** A sector of 32-byte words whose double errors are bus errors, as on STM32H7. */
const device: Device = {
  ...sectorDevice,
  bank: {
    ...sectorDevice.bank,
    otp: {
      ...sectorDevice.bank.otp,
      writeUnit: 32,
      ecc: { dataBits: 256, checkBits: 10, registers: [{ register: status, clear, detected, corrected }] },
    },
  } satisfies Bank,
};

type Words = ReadonlyMap<number, 'damaged' | 'weak'>;

/** Answers reads as such a chip, and counts them. `buffered`: the word that was read last is not checked again. */
function probeOf(words: Words, { fault = true } = {}) {
  const calls: string[] = [];
  let flags = 0;
  let buffered = -1;
  const targetFault = () => new OtpforgeError('TARGET_FAULT', { message: 'a bus error' });
  const probe: Pick<Probe, 'readMemory' | 'writeMemory' | 'resetHalt'> = {
    async resetHalt() {
      calls.push('reset');
      buffered = -1;
    },
    async writeMemory(address, data) {
      if (address === clear) flags &= ~new DataView(data.buffer, data.byteOffset).getUint32(0, true);
    },
    async readMemory(address, length) {
      if (address === status) {
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, flags, true);
        return bytes;
      }
      calls.push('read');
      for (let word = address; word < address + length; word += 32) {
        if (word === buffered) continue;
        buffered = word;
        const state = words.get(word);
        if (state === 'weak') flags |= corrected;
        if (state === 'damaged') {
          flags |= detected;
          if (fault) throw targetFault();
        }
      }
      return Uint8Array.from({ length }, (_, index) => ((address - sectorBase + index) >> 5) & 0xff);
    },
  };
  return { probe: probe as Probe, calls, setFlags: (value: number) => (flags = value) };
}

const contentsOf = (words: Words, found: Pick<OtpContents, 'bytes' | 'ecc'>) => {
  expect(found.ecc).toEqual(words);
  for (let word = 0; word < sectorSize / 32; word += 1) {
    const isDamaged = words.get(sectorBase + word * 32) === 'damaged';
    const unit = found.bytes.subarray(word * 32, word * 32 + 32);
    expect(unit.every((byte) => byte === (isDamaged ? 0 : word & 0xff))).toBe(true);
  }
};

describe('a reserved sector with ECC errors', () => {
  it('is read in one access where there are none', async () => {
    const { probe, calls } = probeOf(new Map());
    contentsOf(new Map(), await readSector(probe, device.bank, new Map()));
    expect(calls).toEqual(['read']);
  });

  it('gives each damaged and each weak word by its address, and the bytes of all others', async () => {
    const word = fc.integer({ min: 0, max: sectorSize / 32 - 1 });
    const words = fc.dictionary(word.map(String), fc.constantFrom('damaged' as const, 'weak' as const), {
      maxKeys: 6,
    });
    await fc.assert(
      fc.asyncProperty(words, fc.boolean(), async (found, fault) => {
        const entries = Object.entries(found).map(
          ([n, state]) => [sectorBase + 32 * Number(n), state] as const,
        );
        const sorted = new Map(entries.toSorted(([a], [b]) => a - b));
        const { probe, calls } = probeOf(sorted, { fault });
        const read = await readSector(probe, device.bank, new Map());
        contentsOf(sorted, { ...read, ecc: new Map([...read.ecc].toSorted(([a], [b]) => a - b)) });
        expect(calls.length).toBeLessThanOrEqual(1 + sorted.size * 40);
      }),
      { numRuns: 50 },
    );
  });

  it('is not read again where a word is known to be damaged', async () => {
    const words: Words = new Map([[sectorBase + 96, 'damaged']]);
    const { probe, calls } = probeOf(words);
    contentsOf(words, await readSector(probe, device.bank, words));
    expect(calls).toEqual(['read', 'read']);
  });

  it('has none where a flag was left over from before', async () => {
    const { probe, setFlags } = probeOf(new Map());
    setFlags(detected);
    contentsOf(new Map(), await readSector(probe, device.bank, new Map()));
  });

  it('is not taken for damaged where a bus error has another cause, in one access', async () => {
    const { probe, calls } = probeOf(new Map());
    const denied: Probe = {
      ...probe,
      readMemory: async (address, length) => {
        if (address !== status) {
          calls.push('read');
          throw new OtpforgeError('TARGET_FAULT', { message: 'denied' });
        }
        return probe.readMemory(address, length);
      },
    };
    await expect(readSector(denied, device.bank, new Map())).rejects.toMatchObject({ message: 'denied' });
    expect(calls).toEqual(['read']);
  });

  it('is read so by every command', async () => {
    const words: Words = new Map([[sectorBase + 64, 'damaged']]);
    const { probe } = probeOf(words);
    const bare = { ...device, bank: { ...device.bank, readProtection: undefined, watchdog: undefined } };
    expect((await readOtpContents(probe, bare)).ecc).toEqual(words);
  });
});

describe('firmware in the main flash of such a chip', () => {
  it('that ends in a bus error is not equal, since nothing was read', async () => {
    const words: Words = new Map([[sectorBase, 'damaged']]);
    const { probe } = probeOf(words);
    expect(await readBack(probe, imageOf([sectorBase, [0, 0]]), device.bank)).toMatchObject([
      { equal: false, firstDifference: { read: -1 } },
    ]);
  });
});

describe('the same chip', () => {
  it('reports a bus error of a sector that is not protected', async () => {
    const unit = sectorRig((probe) => ({
      readMemory: async (address, length, width) => {
        if (address >= sectorBase && address < sectorBase + sectorSize)
          throw new OtpforgeError('TARGET_FAULT', { message: 'a bus error' });
        return probe.readMemory(address, length, width);
      },
    }));
    await expect(inspectChip(unit.probe, unit.device)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
  });
});

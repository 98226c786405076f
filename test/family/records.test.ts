import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { familyRecords, findFamily, listedDevices } from '../../src/family/index.js';
import { findPhrases } from '../docs/phrases.js';
import { recordSchema } from './schema.js';

const folder = join('banks', 'families');
const files = readdirSync(folder).map((file) => join(folder, file));
const records = familyRecords();

/** Devices of stm32-data-generated f115ed4f that no list of ours but a bank's may leave out, by family. */
const counts = {
  STM32C0: 54,
  STM32C5: 80,
  STM32F2: 38,
  STM32F7: 88,
  STM32G0: 104,
  STM32G4: 93,
  STM32H5: 45,
  STM32H7: 28,
  STM32H7RS: 20,
  STM32L5: 17,
  STM32MP1: 12,
  STM32N6: 24,
  STM32U0: 32,
  STM32U3: 33,
  STM32U5: 77,
  STM32WB: 16,
  STM32WBA: 34,
  STM32WL: 16,
};

describe('the records of banks/families', () => {
  it.each(files)('%s has every field, texts on one line, and sentences', (file) => {
    expect(recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')))).toBeDefined();
    expect(findPhrases(readFileSync(file, 'utf8').replaceAll(/\\?"/g, ' '))).toEqual([]);
  });

  it('have each family, each prefix and each device once', () => {
    const families = records.map(({ family }) => family);
    const prefixes = records.flatMap(({ lines }) => lines.flatMap((line) => line.prefixes));
    const devices = records.flatMap(listedDevices);
    expect(files).toHaveLength(records.length);
    for (const names of [families, prefixes, devices]) expect(new Set(names).size).toBe(names.length);
  });

  it('list as many devices as the public data', () => {
    const listed = records
      .map((record) => [record.family, listedDevices(record).length] as const)
      .filter(([, count]) => count > 0);
    expect(Object.fromEntries(listed)).toEqual(counts);
  });

  it('have lines whose prefixes are of the family, and of the devices that they list', () => {
    for (const { prefixes, lines } of records) {
      for (const line of lines) {
        expect(line.prefixes.filter((each) => !prefixes.some((prefix) => each.startsWith(prefix)))).toEqual(
          [],
        );
        expect(line.prefixes).toEqual(expect.arrayContaining(Object.keys(line.devices ?? {})));
      }
    }
  });

  it('describe an area for each line that has OTP, and what to do for each that has none', () => {
    for (const { lines, answer, facts } of records) {
      for (const line of lines) {
        const { otp, instead, notVerified, readProtection } = { ...facts, ...line.facts };
        const isNone = (line.answer ?? answer) === 'none';
        expect(otp === null, line.line).toBe(isNone);
        expect(readProtection === null, line.line).toBe(isNone);
        expect(instead.length > 0, line.line).toBe(isNone);
        expect(isNone || notVerified.length > 0, line.line).toBe(true);
      }
    }
  });

  it('call an area only what its numbers allow', () => {
    for (const otp of areas()) {
      const { base, size, dataSize, unit, locks } = otp;
      if (base === null || size === null || dataSize === null) continue;
      const lockBytes = locks.kind === 'bytes' ? (locks.count ?? 0) : 0;
      expect(dataSize + lockBytes).toBe(size);
      expect(Number(base) % unit).toBe(0);
      expect(dataSize % unit).toBe(0);
      if (locks.base !== undefined) expect(Number(locks.base)).toBe(Number(base) + dataSize);
      if (locks.kind !== 'words' && locks.count && locks.blockSize) {
        expect(locks.count * locks.blockSize).toBe(dataSize);
      }
    }
  });

  it('say so wherever an access is not verified', () => {
    for (const { lines, facts } of records) {
      for (const line of lines) {
        const { readProtection, notVerified } = { ...facts, ...line.facts };
        const texts = [...(readProtection?.notes ?? []), ...notVerified].join(' ');
        const isUnknown = readProtection?.levels.some(({ debugger: probe, firmware }) =>
          [probe.read, probe.write, firmware.read, firmware.write].includes('unknown'),
        );
        if (isUnknown)
          expect(texts, line.line).toMatch(/not verified|not read|Everything|read protection|level/);
      }
    }
  });

  it('are found by each device that they list', () => {
    for (const record of records) {
      for (const name of listedDevices(record)) {
        expect(findFamily(name)).toMatchObject({ name, family: record.family, isListed: true });
        expect(findFamily(`${name}T6`)).toMatchObject({ name, isListed: true });
      }
    }
  });
});

function areas() {
  return records.flatMap(({ facts, lines }) =>
    [facts.otp, ...lines.map((line) => line.facts?.otp)].flatMap((otp) => otp ?? []),
  );
}

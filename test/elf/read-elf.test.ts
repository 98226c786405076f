import { describe, expect, test } from 'vitest';
import { findSection, findSymbol, readElf } from '../../src/elf/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readBytes } from '../../src/files/read.js';
import { readElfImage } from '../../src/image/index.js';
import { checkContract, readLoader } from '../../src/loader/index.js';
import { makeElf, soundLoader } from '../loader/make-elf.js';
import { Dice, mutated, mutators } from '../loader/mutate-elf.js';
import { fc, runs } from '../support/property.js';

const file = packagePath('firmware', 'loaders', 'stm32f4-otp.elf');

describe('readElf', () => {
  test('reads sections, segments and symbols', async () => {
    const elf = readElf(await readBytes(file), file);
    expect(elf.sections.map(({ name }) => name).slice(1, 4)).toEqual(['PrgCode', 'PrgData', 'DevDscr']);
    expect(elf.segments).toHaveLength(2);
    expect(findSection(elf, 'DevDscr')?.size).toBe(4256);
    expect(findSymbol(elf, 'Init')).toMatchObject({ type: 2, binding: 1 });
    expect(findSymbol(elf, 'EraseChip')?.value).toBe(findSymbol(elf, 'EraseSector')?.value);
  });

  const word = (at: number, value: number) => (view: DataView) => view.setUint32(at, value, true);
  const half = (at: number, value: number) => (view: DataView) => view.setUint16(at, value, true);
  const sectionTable = (view: DataView) => view.getUint32(32, true);
  test.each<[string, (view: DataView) => void]>([
    ['e_ident', word(0, 0)],
    ['e_shoff', word(32, 0xfffffff0)],
    ['e_shentsize', half(46, 8)],
    ['e_shstrndx', half(50, 99)],
    ['e_phoff', word(28, 0x7fffffff)],
    ['segment 0: p_offset', (view) => view.setUint32(52 + 4, 0x10000000, true)],
    ['section 1: sh_offset', (view) => view.setUint32(sectionTable(view) + 40 + 16, 0x10000000, true)],
    ['section 1: sh_name', (view) => view.setUint32(sectionTable(view) + 40, 0x10000000, true)],
    ['section 4: sh_entsize', (view) => view.setUint32(sectionTable(view) + 4 * 40 + 36, 0, true)],
    ['section 4: sh_link', (view) => view.setUint32(sectionTable(view) + 4 * 40 + 24, 77, true)],
    ['section 6: sh_info', (view) => view.setUint32(sectionTable(view) + 6 * 40 + 28, 77, true)],
  ])('names %s when it is wrong', (field, damage) => {
    const bytes = makeElf(soundLoader());
    damage(new DataView(bytes.buffer));
    expect(() => readElf(bytes, 'bad.elf')).toThrow(
      expect.objectContaining({ code: 'ELF_INVALID', details: { file: 'bad.elf', field } }),
    );
  });

  test.each([
    ['64 bits', 4, /it is not a 32-bit ELF/],
    ['big-endian', 5, /it is not little-endian/],
  ])('says that a file of %s is for another machine', (_, at, message) => {
    const bytes = makeElf(soundLoader());
    bytes[at] = 2;
    for (const read of [readElf, readElfImage]) {
      expect(() => read(bytes, 'pc.elf')).toThrow(
        expect.objectContaining({ code: 'ELF_UNSUPPORTED', message: expect.stringMatching(message) }),
      );
    }
  });

  test('takes a file that names no sections', () => {
    const bytes = makeElf(soundLoader());
    new DataView(bytes.buffer).setUint16(50, 0, true);
    expect(readElf(bytes, 'unnamed.elf').sections.map(({ name }) => name)).toEqual(Array(8).fill(''));
  });

  test('reads a file cut at any length, or says what is missing', () => {
    const whole = makeElf(soundLoader());
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readElf(whole.subarray(0, length), 'cut.elf')).toThrow(
        expect.objectContaining({ code: 'ELF_INVALID' }),
      );
    }
  });

  test('survives mutants with a typed error or a result', async () => {
    const whole = new Uint8Array(await readBytes(file));
    const tables = new DataView(whole.buffer).getUint32(32, true);
    const interesting = [
      fc.nat(83 + 2 * 32),
      fc.nat(whole.length - 1),
      fc.nat(whole.length - tables - 1).map((at) => at + tables),
    ];
    const change = fc.tuple(
      fc.oneof(...interesting),
      fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const mutant = whole.slice();
        for (const [at, value] of changes) mutant[at] = value;
        attempt(() => checkContract(readElf(mutant, 'mutant.elf')));
        attempt(() => readLoader(mutant, 'mutant.elf'));
      }),
      { numRuns: runs(500) },
    );
  });

  test('says the same of a damaged file, whether it is read as a loader or as firmware', () => {
    const dice = new Dice(4711);
    const sound = makeElf(soundLoader());
    let damaged = 0;
    for (const [name, mutate] of mutators) {
      for (let index = 0; index < 200; index += 1) {
        const mutant = mutated(sound, mutate, dice);
        const asFirmware = messageOf(() => readElfImage(mutant, 'a.elf'));
        if (!asFirmware.startsWith('ELF_INVALID')) continue;
        damaged += 1;
        expect(
          messageOf(() => readElf(mutant, 'a.elf')),
          `${name}, ${index}`,
        ).toBe(asFirmware);
      }
    }
    expect(damaged).toBeGreaterThan(200);
  });

  test('survives bytes that are no ELF at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        attempt(() => readElf(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 1, 1, ...bytes]), 'noise.elf'));
      }),
    );
  });
});

function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    expect(['ELF_INVALID', 'ELF_UNSUPPORTED', 'LOADER_INVALID']).toContain(error.code);
  }
}

function messageOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return `${error.code} ${error.message}`;
  }
}

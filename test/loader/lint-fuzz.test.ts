import { describe, expect, test } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readBytes } from '../../src/files/read.js';
import { lintBytes, readLoader } from '../../src/loader/index.js';
import { f4, l4 } from '../support/banks.js';
import { makeElf, soundLoader } from './make-elf.js';
import { Dice, mutated, mutators } from './mutate-elf.js';

const read = async (name: string) =>
  new Uint8Array(await readBytes(packagePath('firmware', 'loaders', name)));
const sound = makeElf({ ...soundLoader(), relocations: [{ offset: 8, type: 2 }] });
const loaders = [await read('stm32f4-otp.elf'), await read('stm32l4-otp.elf'), sound];

/** 1,112 mutants of each kind are 10,008 in all. */
const perKind = 1112;
/** A finding about each section, symbol and sector of a whole file stays below it. */
const longestReport = 1 << 20;

describe('lint', () => {
  test.each(mutators)(
    'answers, or says ELF_INVALID or ELF_UNSUPPORTED, for every one of 1,112 files with %s',
    (name, mutate) => {
      const dice = new Dice(name.length * 7919);
      let answered = 0;
      for (let index = 0; index < perKind; index += 1) {
        const mutant = mutated(dice.of(loaders), mutate, dice);
        const bank = [f4, l4, undefined][dice.below(3)];
        const at = `${name}, mutant ${index}`;
        answered += attempt(at, () => {
          const report = lintBytes(mutant, 'mutant.elf', bank);
          expect(JSON.stringify(report).length, at).toBeLessThan(longestReport);
        });
        attempt(at, () => readLoader(mutant, 'mutant.elf'));
      }
      // Truncations alone leave nothing to answer about: the section headers are at the end.
      if (name !== 'a truncation') expect(answered).toBeGreaterThan(0);
    },
  );

  test('takes a descriptor of megabytes without an end for a table without one', () => {
    const device = soundLoader({ bytes: 4 << 20, isTerminated: false });
    const sections = device.sections.map((section) =>
      section.name === 'DevDscr' ? { ...section, bytes: section.bytes.fill(0x11, 160) } : section,
    );
    const { breaches } = lintBytes(makeElf({ ...device, sections }), 'large.elf');
    expect(breaches.map(({ rule }) => rule)).toContain('sector-table');
  });

  test('refuses tables that lie over each other, which would be read again and again', () => {
    const spec = soundLoader();
    const many = Array.from({ length: 300 }, () => spec.symbols).flat();
    const elf = makeElf({ ...spec, symbols: many });
    const header = (index: number) => new DataView(elf.buffer).getUint32(32, true) + 40 * index;
    expect(lintBytes(elf, 'aliased.elf').errors).toBe(0);
    for (const index of [1, 2, 3]) elf.copyWithin(header(index), header(4), header(5));
    expect(() => lintBytes(elf, 'aliased.elf')).toThrow(/overlaps another table/);
  });

  test('reads no name of megabytes out of a table without NULs', () => {
    const elf = makeElf(soundLoader());
    const view = new DataView(elf.buffer);
    const strings = view.getUint32(32, true) + 40 * 5;
    const tail = new Uint8Array(1 << 20).fill(0x41, 0, -1);
    view.setUint32(strings + 16, elf.length, true);
    view.setUint32(strings + 20, tail.length, true);
    expect(() => lintBytes(Uint8Array.from([...elf, ...tail]), 'names.elf')).toThrow(
      expect.objectContaining({
        code: 'ELF_INVALID',
        details: expect.objectContaining({ field: 'section 4: symbol 0: st_name' }),
      }),
    );
  });
});

/** 1 when the action came to its end, 0 when it ended in an error that a user can read. */
function attempt(at: string, action: () => void): 0 | 1 {
  try {
    action();
    return 1;
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw new Error(at, { cause: error });
    expect(['ELF_INVALID', 'ELF_UNSUPPORTED', 'LOADER_INVALID'], at).toContain(error.code);
    return 0;
  }
}

import { describe, expect, it } from 'vitest';
import { RomBootLoader } from '../support/rom-boot-loader.js';
import { newH7, program, SECTOR, word } from './support/h7.js';

const blank = new Uint8Array(32).fill(0xff);
const firmware = [
  { address: 0x08000000, bytes: word(1) },
  { address: 0x08020004, bytes: Uint8Array.of(1, 2, 3) },
];

function unit(name = 'STM32H743ZI', sector = SECTOR) {
  const chip = newH7(name);
  chip.bench.poke(0x08000000, new Uint8Array(0x40000));
  program(chip, sector, word(7));
  const identity = () => chip.bench.peek(sector, 32);
  return { chip, identity, loader: new RomBootLoader(chip) };
}

describe('ST’s boot loader on a chip with an identity in its reserved sector', () => {
  it.each([
    ['STM32H743ZI', SECTOR],
    ['STM32H743ZG', 0x08160000],
    ['STM32H723ZG', 0x080e0000],
  ])('keeps it with an update by sectors: %s', (name, sector) => {
    const { chip, identity, loader } = unit(name, sector);
    loader.update(firmware);
    expect(chip.bench.peek(0x08000000, 32)).toEqual(word(1));
    expect([...chip.bench.peek(0x08020000, 8)]).toEqual([255, 255, 255, 255, 1, 2, 3, 255]);
    expect(identity()).toEqual(word(7));
  });

  it.each([
    ['STM32H743ZI', SECTOR, 15],
    ['STM32H743ZG', 0x08160000, 7],
  ])('takes it by an erase of that sector: %s', (name, sector, number) => {
    const { identity, loader } = unit(name, sector);
    loader.eraseSectors([number - 1]);
    expect(identity()).toEqual(word(7));
    loader.eraseSectors([number]);
    expect(identity()).toEqual(blank);
  });

  it('takes it by a mass erase and an erase of its bank, and not by that of the other bank', () => {
    const { chip, identity, loader } = unit();
    loader.eraseBank(1);
    expect(identity()).toEqual(word(7));
    loader.eraseBank(2);
    expect(identity()).toEqual(blank);
    program(chip, SECTOR, word(8));
    loader.massErase();
    expect(identity()).toEqual(blank);
  });

  it('erases nothing that the write protection bit keeps, and says so to nobody, until Write Unprotect takes the bit away', () => {
    const { chip, identity, loader } = unit();
    chip.bench.setOptionWord('WPSN2', 0x7f);
    loader.eraseSectors([15]);
    expect(identity()).toEqual(word(7));
    loader.massErase();
    expect(identity()).toEqual(word(7));
    loader.writeUnprotect();
    loader.eraseSectors([15]);
    expect(identity()).toEqual(blank);
  });

  it('takes everything by Readout Unprotect, the only command at level 1', () => {
    const { chip, identity, loader } = unit();
    chip.bench.setReadProtection(1);
    expect(() => loader.update(firmware)).toThrow(/NACK: read protection/);
    expect(identity()).toEqual(word(7));
    loader.readoutUnprotect();
    expect(identity()).toEqual(blank);
    expect(chip.bench.peek(0x08000000, 32)).toEqual(blank);
    loader.update(firmware);
    expect(chip.bench.peek(0x08000000, 32)).toEqual(word(1));
  });
});

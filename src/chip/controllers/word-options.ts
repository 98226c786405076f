import type { Die } from '../memory/die.js';
import { Register } from './word-registers.js';

/** The option words of a flash bank, and BOOT, which both share. */
export type OptionWord = 'PRAR1' | 'PRAR2' | 'SCAR1' | 'SCAR2' | 'WPSN1' | 'WPSN2' | 'BOOT';

/** Of a chip from the factory: no PCROP and no secure area, since their starts are above their ends; nothing protected. */
const fromFactory: Readonly<Record<OptionWord, number>> = {
  PRAR1: 0xfff,
  PRAR2: 0xfff,
  SCAR1: 0xfff,
  SCAR2: 0xfff,
  WPSN1: 0xff,
  WPSN2: 0xff,
  BOOT: 0x1ff00800,
};

/** An area that one option word of a bank protects, in bytes from the start of the bank. */
export interface ProtectedRange {
  readonly from: number;
  readonly to: number;
}

/** PROT_AREA_START and END, SEC_AREA_START and END count blocks of 256 bytes (FLASH_PRAR_CUR1 in ST's SVD file). */
const block = 256;

/** The option words of FLASH_PRAR, FLASH_SCAR, FLASH_WPSN and FLASH_BOOT, and what was written to them since the reset. */
export class WordOptions {
  readonly #die: Die;
  readonly #wanted = new Map<OptionWord, number>();

  constructor(die: Die) {
    this.#die = die;
  }

  /** What holds, whatever is written. */
  current(word: OptionWord): number {
    return this.#die.options.get(word) ?? fromFactory[word];
  }

  set(word: OptionWord, value: number): void {
    if (value >>> 0 === fromFactory[word]) this.#die.options.delete(word);
    else this.#die.options.set(word, value >>> 0);
  }

  isSectorProtected(bank: 1 | 2, sector: number): boolean {
    return ((this.current(`WPSN${bank}`) >>> sector) & 1) === 0;
  }

  /** The PCROP or the secure area of a bank of that size: all of it where start and end are equal (FLASH_PRAR_CUR1 in ST's SVD file). */
  area(name: 'PRAR' | 'SCAR', bank: 1 | 2, bankSize: number): ProtectedRange | undefined {
    const value = this.current(`${name}${bank}`);
    const [start, end] = [value & 0xfff, (value >>> 16) & 0xfff];
    if (start > end) return undefined;
    return start === end ? { from: 0, to: bankSize } : { from: start * block, to: (end + 1) * block };
  }

  /** Undefined where no register of option words is. `offset` counts in the block of the bank. */
  read(offset: number, bank: 1 | 2): number | undefined {
    const place = placeAt(offset, bank);
    if (!place) return undefined;
    const current = this.current(place.word);
    return (place.isWanted ? (this.#wanted.get(place.word) ?? current) : current) >>> 0;
  }

  /** A write to a _PRG register. */
  write(offset: number, bank: 1 | 2, value: number, lanes: number): void {
    const place = placeAt(offset, bank);
    if (!place?.isWanted) return;
    const shown = this.#wanted.get(place.word) ?? this.current(place.word);
    this.#wanted.set(place.word, ((shown & ~lanes) | (value & lanes)) >>> 0);
  }

  /** What an option byte change that starts now leaves when it is over. */
  pending(): () => void {
    const wanted = [...this.#wanted];
    return () => {
      for (const [word, value] of wanted) this.set(word, value);
    };
  }

  reset(): void {
    this.#wanted.clear();
  }
}

function placeAt(offset: number, bank: 1 | 2): { word: OptionWord; isWanted: boolean } | undefined {
  switch (offset) {
    case Register.PRAR_CUR:
    case Register.PRAR_PRG:
      return { word: `PRAR${bank}`, isWanted: offset === Register.PRAR_PRG };
    case Register.SCAR_CUR:
    case Register.SCAR_PRG:
      return { word: `SCAR${bank}`, isWanted: offset === Register.SCAR_PRG };
    case Register.WPSN_CUR:
    case Register.WPSN_PRG:
      return { word: `WPSN${bank}`, isWanted: offset === Register.WPSN_PRG };
    case Register.BOOT_CUR:
    case Register.BOOT_PRG:
      return { word: 'BOOT', isWanted: offset === Register.BOOT_PRG };
    default:
      return undefined;
  }
}

import type { WordOptions } from './word-options.js';
import { Status } from './word-registers.js';

/** What of a flash bank may not be read, programmed or erased. Offsets count in the bank. */
export class WordProtection {
  readonly #options: WordOptions;
  readonly #isClosed: () => boolean;
  readonly #bank: BankGeometry;

  constructor(
    { options, isClosed }: { readonly options: WordOptions; readonly isClosed: () => boolean },
    bank: BankGeometry,
  ) {
    this.#options = options;
    this.#isClosed = isClosed;
    this.#bank = bank;
  }

  /** Whether a sector cannot be erased. */
  keepsSector(sector: number): boolean {
    const { sectorSize } = this.#bank;
    return this.keepsFrom(sector * sectorSize, sectorSize);
  }

  /** Whether bytes of one sector cannot be changed: by WRP, PCROP, a secure area, or read protection with a debugger. */
  keepsFrom(offset: number, length: number): boolean {
    const { number, sectorSize } = this.#bank;
    if (this.#isClosed() || this.#options.isSectorProtected(number, Math.floor(offset / sectorSize)))
      return true;
    return (['PRAR', 'SCAR'] as const).some((name) => {
      const area = this.#area(name);
      return area !== undefined && offset < area.to && offset + length > area.from;
    });
  }

  /** Why a read is refused, and the flag that shows it. PCROP lets instructions through. */
  readRefusal(offset: number, kind: 'data' | 'fetch'): { flag: number; reason: string } | undefined {
    if (this.#isClosed()) return { flag: Status.RDPERR, reason: 'read protection level 1 with a debugger' };
    const isIn = (name: 'PRAR' | 'SCAR'): boolean => {
      const area = this.#area(name);
      return area !== undefined && offset >= area.from && offset < area.to;
    };
    if (kind === 'data' && isIn('PRAR')) return { flag: Status.RDPERR, reason: 'the PCROP area' };
    return isIn('SCAR') ? { flag: Status.RDSERR, reason: 'the secure area' } : undefined;
  }

  #area(name: 'PRAR' | 'SCAR'): ReturnType<WordOptions['area']> {
    return this.#options.area(name, this.#bank.number, this.#bank.size);
  }
}

interface BankGeometry {
  readonly number: 1 | 2;
  readonly size: number;
  readonly sectorSize: number;
}

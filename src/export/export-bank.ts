import type { Bank } from '../bank/index.js';
import type { LoaderElf } from '../loader/index.js';

/** A bank and its loader, as every export takes them. */
export interface ExportBank {
  readonly bank: Bank;
  readonly loader: LoaderElf;
  /** The loader's file as it was built: what a host that reads ELFs or FLMs is given. */
  readonly elf: Uint8Array;
}

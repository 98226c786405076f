import type { BusWidth, RegisterBlock } from '../memory/region.js';
import { RomTable } from './rom-table.js';
import { StoredPeripherals } from './stored.js';

export interface DebugApbFacts {
  /** APSEL of its access port. */
  readonly select: number;
  readonly idr: number;
  readonly romTable: number;
  readonly dbgmcu: number;
}

const pageSize = 0x1000;

/** The bus of the system's debug parts, which an access port of its own masters: a ROM table, DBGMCU, and what is not modelled. */
export class DebugApb {
  readonly facts: DebugApbFacts;
  readonly #dbgmcu: RegisterBlock;
  readonly #table: RomTable;
  readonly #stored = new StoredPeripherals();

  constructor(facts: DebugApbFacts, dbgmcu: RegisterBlock & { readonly devId: number }) {
    this.facts = facts;
    this.#dbgmcu = dbgmcu;
    this.#table = new RomTable({ base: facts.romTable, part: undefined, entries: [] }, () => dbgmcu.devId);
  }

  /** One transfer; the bus has words alone. */
  read(address: number): number {
    const { romTable, dbgmcu } = this.facts;
    if (isIn(romTable, address)) return this.#table.readRegister(address - romTable);
    if (isIn(dbgmcu, address)) return this.#dbgmcu.readRegister(address - dbgmcu, 'debug') >>> 0;
    return this.#stored.read(address, 4);
  }

  write(address: number, width: BusWidth, value: number): void {
    const { dbgmcu } = this.facts;
    if (isIn(dbgmcu, address)) this.#dbgmcu.writeRegister(address - dbgmcu, value, 0xffffffff, 'debug');
    else this.#stored.write(address, width, value);
  }

  reset(): void {
    this.#stored.reset();
  }
}

function isIn(page: number, address: number): boolean {
  return address >= page && address < page + pageSize;
}

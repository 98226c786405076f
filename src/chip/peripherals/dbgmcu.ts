import type { Device, RegisterBit } from '../../bank/index.js';
import type { RegisterBlock } from '../memory/region.js';

const IDCODE = 0x0;
const REV_ID = 0x1000;

/** What DBGMCU answers while RCC does not clock it: its registers, or zero. No manual says which. */
export const dbgmcuReads = ['open', 'closed'] as const;
export type DbgmcuReads = (typeof dbgmcuReads)[number];

export interface DbgmcuFacts {
  readonly devId: number;
  /** The bits that hold the watchdog while the core is halted, by their register's offset. */
  readonly freeze: { readonly offset: number; readonly mask: number };
  /** What clocks it; undefined where nothing can stop that. */
  readonly clock: RegisterBit | undefined;
  /** Bytes that it takes. */
  readonly size: number;
}

/** IDCODE, CR, APB1_FZ and APB2_FZ. */
const fewestBytes = 0x10;
const mostBytes = 0x400;

/** As the bank describes it, else with the freeze register of every family that is modelled. */
export function dbgmcuFacts({ bank, line }: Device, assumedClock: RegisterBit | undefined): DbgmcuFacts {
  const { idcode, dbgmcuClock = assumedClock } = bank.identity;
  const { register, value } = bank.watchdog?.freeze ?? { register: idcode + 8, value: 1 << 12 };
  const offset = register - idcode;
  const isInside = offset >= 0 && offset < mostBytes;
  return {
    devId: line.devIds[0] ?? 0,
    // A register elsewhere freezes nothing.
    freeze: { offset, mask: isInside ? value : 0 },
    clock: dbgmcuClock,
    size: isInside ? Math.max(fewestBytes, offset + 4) : fewestBytes,
  };
}

/** What DBGMCU asks of the chip around it. */
interface DbgmcuHost {
  readonly isClocked: () => boolean;
  readonly changed: () => void;
}

/** DBGMCU (RM0090 §38.16, RM0351 §48.16): identity, and watchdogs that stand still while the core is halted. */
export class DebugMcu implements RegisterBlock {
  devId: number;
  readonly #freeze: DbgmcuFacts['freeze'];
  readonly #reads: DbgmcuReads;
  readonly #host: DbgmcuHost;
  readonly #values = new Map<number, number>();

  constructor({ devId, freeze }: DbgmcuFacts, reads: DbgmcuReads, host: DbgmcuHost) {
    this.devId = devId;
    this.#freeze = freeze;
    this.#reads = reads;
    this.#host = host;
  }

  get freezesWatchdog(): boolean {
    return ((this.#values.get(this.#freeze.offset) ?? 0) & this.#freeze.mask) !== 0;
  }

  readRegister(offset: number): number {
    if (this.#reads === 'closed' && !this.#host.isClocked()) return 0;
    return this.#peek(offset);
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    if (offset === IDCODE || !this.#host.isClocked()) return;
    this.#values.set(offset, ((this.#peek(offset) & ~lanes) | (value & lanes)) >>> 0);
    this.#host.changed();
  }

  /** Power-on only: a system reset leaves DBGMCU alone. */
  reset(): void {
    this.#values.clear();
  }

  #peek(offset: number): number {
    return offset === IDCODE ? ((REV_ID << 16) | this.devId) >>> 0 : (this.#values.get(offset) ?? 0);
  }
}

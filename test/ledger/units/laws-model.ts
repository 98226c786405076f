import { allows, type StageState } from '../../../src/ledger/units/states.js';

/** What a die must be to the ledger, in the simplest form that could be right. */
export interface ModelDie {
  generation: number;
  state: StageState;
  version: number;
  run: string | undefined;
  wasClaimed: boolean;
  serial: string;
  lot: string;
}

/** A run by what became of it. */
interface ModelRun {
  readonly n: number;
  readonly generation: number;
  ended: string | undefined;
}

/** What a station read of a die. */
export type Read = Pick<ModelDie, 'generation' | 'state' | 'version'>;

/** One ledger of units with a serial and a scanned lot. Each operation returns what the real one must: a result or a code. */
export class LedgerModel {
  readonly dies = new Map<number, ModelDie>();
  readonly runs = new Map<string, ModelRun>();
  /** The lots of units that are not released. */
  readonly lots = new Map<string, number>();
  /** All serials ever given out, in their order. */
  readonly serials: string[] = [];

  reserve(n: number, lot: string): string {
    const known = this.dies.get(n);
    if (known && known.state !== 'released') return 'LEDGER_STALE';
    if (this.lots.has(lot)) return 'IDENTITY_TAKEN';
    this.serials.push(`SN-${this.serials.length + 1}`);
    const serial = this.serials.at(-1) ?? '';
    const generation = (known?.generation ?? 0) + 1;
    const fresh = { state: 'reserved', version: 1, run: undefined, wasClaimed: false } as const;
    this.dies.set(n, { ...fresh, generation, serial, lot });
    this.lots.set(lot, n);
    return serial;
  }

  claim(n: number, read: Read, run: string): string {
    const die = this.dies.get(n);
    if (!allows('claim', read.state, 'burning')) return 'LEDGER_STATE';
    const isSame =
      die?.generation === read.generation && die.state === read.state && die.version === read.version;
    if (!die || !isSame) return 'LEDGER_STALE';
    Object.assign(die, { state: 'burning', version: die.version + 1, run, wasClaimed: true });
    this.runs.set(run, { n, generation: die.generation, ended: undefined });
    return 'claimed';
  }

  finish(run: string, result: 'verified' | 'failed'): string {
    const of = this.runs.get(run);
    const die = of && this.dies.get(of.n);
    if (!of || !die) return 'not-current';
    if (of.ended !== undefined) return of.ended === result ? 'already' : 'not-current';
    const isCurrent = die.generation === of.generation && die.run === run && die.state === 'burning';
    of.ended = isCurrent ? result : 'late';
    if (!isCurrent) return 'not-current';
    Object.assign(die, { state: result, version: die.version + 1 });
    return 'recorded';
  }

  release(n: number): string {
    const die = this.dies.get(n);
    if (!die) return 'UNIT_UNKNOWN';
    if (die.state !== 'reserved' || die.wasClaimed) return 'LEDGER_STATE';
    Object.assign(die, { state: 'released', version: die.version + 1 });
    this.lots.delete(die.lot);
    return 'released';
  }

  scrap(n: number): string {
    const die = this.dies.get(n);
    if (!die) return 'UNIT_UNKNOWN';
    if (die.state === 'released' || die.state === 'scrapped') return 'LEDGER_STATE';
    Object.assign(die, { state: 'scrapped', version: die.version + 1 });
    return 'scrapped';
  }
}

import type { LedgerTransaction } from '../../ledger/index.js';
import { lastClearance } from '../../ledger/index.js';
import { count } from '../../text/plural.js';
import { FileFacts } from './file-facts.js';
import type { Guard, Stop } from './guard.js';

/** What a clearance is made for: a change of any of them needs another one. */
export interface ClearedFor {
  readonly line: string;
  readonly layout: string;
  readonly firmware?: string;
  /** The code of who has signed on. */
  readonly operator?: string;
}

export interface ClearanceParts {
  readonly product: string;
  readonly ledger: {
    transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  };
  /** The files and the operator as they are now. */
  readonly now: () => ClearedFor;
  /** Slots with a board in them. */
  readonly occupied: () => Promise<readonly string[]>;
  /** Units that somebody has to look after. */
  readonly openUnits: () => Promise<number>;
  /** The line is clear: what was shown before counts no more. */
  readonly onCleared?: (changed: readonly string[]) => void;
}

/**
 * Line clearance: at the start of a station, and after each change of line, layout, firmware or operator, all slots must
 * be empty once. It is an event of the ledger.
 */
export class ClearanceGuard implements Guard {
  readonly #parts: ClearanceParts;
  readonly #files = new FileFacts();
  #cleared: Facts | undefined;
  #running: Promise<Stop | undefined> | undefined;

  constructor(parts: ClearanceParts) {
    this.#parts = parts;
  }

  /** Slots that ask at the same time get one answer. */
  check(): Promise<Stop | undefined> {
    this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<Stop | undefined> {
    const { product, ledger, occupied, openUnits, onCleared } = this.#parts;
    const facts = await this.#facts();
    if (this.#cleared && changesOf(this.#cleared, facts).length === 0) return undefined;
    const slots = await occupied();
    if (slots.length > 0) return stopped(this.#cleared, facts, slots);
    const open = await openUnits();
    const changed = await ledger.transaction(async (tx) => {
      const before = this.#cleared ?? factsIn(await lastClearance(tx, product));
      const changed = before ? changesOf(before, facts) : [];
      await tx.addEvent({ kind: 'clearance', details: { product, ...facts, changed, open } });
      return changed;
    });
    this.#cleared = facts;
    onCleared?.(changed);
    return undefined;
  }

  async #facts(): Promise<Facts> {
    const { line, layout, firmware, operator = '' } = this.#parts.now();
    return {
      line: await this.#files.hashOf(line),
      layout: await this.#files.hashOf(layout),
      firmware: firmware === undefined ? '' : await this.#files.hashOf(firmware),
      operator,
    };
  }
}

const names = ['line', 'layout', 'firmware', 'operator'] as const;

type Facts = Readonly<Record<(typeof names)[number], string>>;

function changesOf(before: Facts, now: Facts): readonly string[] {
  return names.filter((name) => before[name] !== now[name]);
}

function factsIn(details: Readonly<Record<string, unknown>> | undefined): Facts | undefined {
  if (!details) return undefined;
  const text = (name: string) => String(details[name] ?? '');
  return {
    line: text('line'),
    layout: text('layout'),
    firmware: text('firmware'),
    operator: text('operator'),
  };
}

function stopped(cleared: Facts | undefined, facts: Facts, slots: readonly string[]): Stop {
  const changed = cleared ? changesOf(cleared, facts) : [];
  const why = cleared ? `another ${changed.join(', another ')}` : 'the station begins';
  return {
    code: 'CLEARANCE',
    message: `line clearance, since ${cleared ? 'there is ' : ''}${why}: ${count(slots.length, 'slot')} not empty: ${slots.join(', ')}`,
    next: 'Take the boards out of all slots.',
  };
}

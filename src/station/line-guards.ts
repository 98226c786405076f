import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { OpenLedger } from '../api/board-visit.js';
import { stateFolder } from '../files/state-folder.js';
import type { LedgerAddress } from '../ledger/index.js';
import { Backups } from './guards/backups.js';
import { ClearanceGuard } from './guards/clearance-guard.js';
import { diskGuard } from './guards/disk-guard.js';
import { GoldenBoards } from './guards/golden-boards.js';
import type { Guard } from './guards/guard.js';
import { orderGuard } from './guards/order-guard.js';
import type { LineKeeper } from './line-keeper.js';
import type { OperatorDesk } from './operator-desk.js';

export interface LineGuardParts {
  readonly keeper: LineKeeper;
  readonly open: OpenLedger;
  readonly desk: OperatorDesk;
  readonly journal: string;
  /** Slots with a board in them. */
  readonly occupied: () => Promise<readonly string[]>;
  readonly openUnits: () => Promise<number>;
  readonly changed: () => void;
}

/** What a line asks for before a board is taken up, and what its station does by itself. */
export class LineGuards {
  readonly guards: readonly Guard[];
  readonly backups: Backups | undefined;
  readonly #keeper: LineKeeper;
  #golden: GoldenBoards;

  constructor({ keeper, open, desk, journal, occupied, openUnits, changed }: LineGuardParts) {
    this.#keeper = keeper;
    const { line } = keeper.inputs;
    const { address } = open.ledger;
    this.#golden = new GoldenBoards(line.golden);
    this.backups =
      line.backup && new Backups({ product: line.product, address, backup: line.backup, onChange: changed });
    const clearance = new ClearanceGuard({
      product: line.product,
      ledger: open.visits,
      now: () => ({ ...keeper.inputs.line, operator: desk.code ?? '', line: keeper.inputs.line.file }),
      occupied,
      openUnits,
      onCleared: () => this.#cleared(changed),
    });
    this.guards = [
      keeper,
      signedOn(keeper, desk),
      clockGuard(open),
      diskGuard(foldersOf(address, journal)),
      clearance,
      { check: () => orderGuard(keeper.inputs.line, open.visits).check() },
    ];
  }

  /** Whether only a golden board may be read now. */
  get needsGolden(): boolean {
    return this.#golden.isNeeded;
  }

  /** What is shown while a golden board or a backup is missing. */
  get warnings(): readonly { readonly code: string; readonly message: string }[] {
    const golden = {
      code: 'GOLDEN_NEEDED',
      message: 'a golden board of the line must be read first, in any slot',
    };
    const backup = this.backups?.warning;
    return [...(this.needsGolden ? [golden] : []), ...(backup ? [backup] : [])];
  }

  visited(uid: string, result: string): void {
    this.#golden.visited({ uid, result });
  }

  #cleared(changed: () => void): void {
    this.#golden = new GoldenBoards(this.#keeper.inputs.line.golden);
    changed();
  }
}

function foldersOf(address: LedgerAddress, journal: string): readonly string[] {
  const ledger = address.engine === 'sqlite' ? [dirname(address.file)] : [];
  return [stateFolder(), existing(dirname(resolve(journal))), ...ledger];
}

/** A folder that is made later is on the disk of the one that it is made in. */
function existing(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : existing(dirname(folder));
}

function signedOn(keeper: LineKeeper, desk: OperatorDesk): Guard {
  return {
    check: async () =>
      keeper.inputs.line.operators && desk.code === undefined
        ? { code: 'OPERATOR', message: 'nobody has signed on', next: 'Scan your badge.' }
        : undefined,
  };
}

/** A clock that goes wrong does so for more than one board. */
const clockMs = 10_000;

function clockGuard({ ledger }: OpenLedger): Guard {
  let next = 0;
  return {
    async check() {
      if (performance.now() < next) return undefined;
      await ledger.checkClock();
      next = performance.now() + clockMs;
      return undefined;
    },
  };
}

// Many kills with PostgreSQL: `npm run torture -- --ledger [--kills N] [--seed S]`. Not part of the suite.
import { expect, test } from 'vitest';
import { Random } from '../../safety/random.js';
import { type PostgresServer, startPostgres } from '../../support/postgres.js';
import { Board } from './board.js';
import { type KillLine, makeKillLine } from './kill-line.js';
import { visitInProcess } from './killed-visit.js';
import { type Kind, layouts } from './layouts.js';
import {
  contentsOf,
  expectHidden,
  expectWhole,
  inLedger,
  isLockDamaged,
  isWeakIn,
  keysIn,
  minutePasses,
  otpOf,
  serialsIn,
  unitOf,
} from './looks.js';
import { type PlaceInProcess, placesInProcess } from './places.js';

const kills = Number(process.env.OTPFORGE_TORTURE_KILLS ?? 200);
const seed = Number(process.env.OTPFORGE_TORTURE_SEED ?? Math.floor(Math.random() * 1e9));
/** More visits than any die needs until all benches agree. */
const mostVisits = 8;

test.each(Object.keys(layouts) as Kind[])(`%s: a third of ${kills} kills`, async (kind) => {
  console.log(`${kind}: seed ${seed}`);
  const server = await startPostgres();
  const line = await makeKillLine(kind, server.url);
  const trial = new Trial(kind, line, server, new Random(seed));
  try {
    while (trial.kills < Math.ceil(kills / Object.keys(layouts).length)) await trial.nextDie();
    await trial.expectWhole();
  } finally {
    console.log(`${kind}: ${trial}`);
    line.remove();
    await server.remove();
  }
});

class Trial {
  kills = 0;
  readonly #kind: Kind;
  readonly #line: KillLine;
  readonly #server: PostgresServer;
  readonly #random: Random;
  readonly #boards: Board[] = [];
  #operation: number;
  #stops = 0;
  #stopped: Promise<void> | undefined;
  #lost = 0;
  #said = '';

  constructor(kind: Kind, line: KillLine, server: PostgresServer, random: Random) {
    this.#kind = kind;
    this.#line = line;
    this.#server = server;
    this.#random = random;
    this.#operation = random.below(line.operations);
  }

  /** Kills one to three visits of a die, then presents it in peace until each bench says the same. */
  async nextDie(): Promise<void> {
    const board = new Board(this.#line.device);
    this.#boards.push(board);
    for (let left = 1 + this.#random.below(3); left > 0; left -= 1) await this.#kill(board);
    const ends: string[] = [];
    while (ends.length < 2 || ends.at(-1) !== ends.at(-2)) {
      if (ends.length === mostVisits) throw new Error(`the benches do not agree: ${ends.join(', ')}`);
      // A chip that burns on after its visit may have stopped it late.
      await this.#startAgain();
      await inLedger(this.#line, minutePasses);
      const { end, document } = (await this.#line.stations[ends.length % 2]?.present(board)) ?? { end: '' };
      ends.push(end === 'refused' ? `refused: ${document?.refusals.map(({ code }) => code)}` : end);
    }
    await this.#expectRight(board, ends.at(-1) ?? '');
  }

  async #kill(board: Board): Promise<void> {
    const station = this.#random.of(this.#line.stations);
    await this.#startAgain();
    await inLedger(this.#line, minutePasses);
    const kind = this.#random.below(4);
    if (kind === 0) {
      const place = this.#random.of(Object.keys(placesInProcess) as PlaceInProcess[]);
      const { signal, output } = await visitInProcess(this.#line, station, board, place);
      this.#ended(signal, output);
      return;
    }
    // Each operation gets its turn.
    this.#operation = (this.#operation % this.#line.operations) + 1;
    const at = { operation: this.#operation, progress: this.#random.share() };
    if (kind === 1) {
      const instead = () => {
        this.#stopped ??= this.#server.stop('SIGQUIT');
      };
      const { signal, output } = await visitInProcess(this.#line, station, board, { ...at, instead });
      this.#ended(signal, output);
      await this.#startAgain();
      return;
    }
    const { signal, output } = await visitInProcess(this.#line, station, board, at);
    this.#ended(signal, output);
    if (this.#random.chance(0.2)) {
      this.#stops += 1;
      await this.#server.stop('SIGQUIT');
      await this.#server.start();
    }
  }

  async #startAgain(): Promise<void> {
    const stopped = this.#stopped;
    if (!stopped) return;
    this.#stops += 1;
    await stopped;
    this.#stopped = undefined;
    await this.#server.start();
  }

  #ended(signal: NodeJS.Signals | null, output: string): void {
    if (signal === 'SIGKILL') this.kills += 1;
    this.#said += output;
  }

  async #expectRight(board: Board, end: string): Promise<void> {
    const unit = await inLedger(this.#line, (ledger) => unitOf(ledger, board));
    const serial = unit?.values.find(({ field }) => field === 'serial')?.text;
    const serials = serialsIn(otpOf(this.#line, board));
    const state = unit?.stages[0]?.state;
    if (end === 'again') {
      expect([state, serials]).toEqual(['verified', [serial]]);
      // A record leaves what was cut for the next slot.
      if (this.#kind !== 'L4 with records') expect(isWeakIn(this.#line, board)).toBe(false);
      return;
    }
    this.#lost += 1;
    // Where a unit can be burnt once, a cut costs the die, or one of the slots; else only that of a lock byte does.
    // A cut may leave a write unit that reads blank, and takes nothing any more.
    const isSpent = end === 'UNIT_SPENT' && this.#kind === 'L4';
    expect([isSpent ? 'refused: ' : end, state]).toEqual([expect.stringMatching(/^refused: /), 'failed']);
    if (this.#kind === 'F4')
      expect([end, isLockDamaged(this.#line, board)]).toEqual(['refused: LOCKED', true]);
    else expect(this.#kind).toBe('L4');
    expect(serials.every((each) => each === serial)).toBe(true);
  }

  async expectWhole(): Promise<void> {
    const contents = this.#boards.map((board) => otpOf(this.#line, board));
    const serials = contents.flatMap(serialsIn);
    expect(new Set(serials).size).toBe(serials.length);
    await expectWhole(this.#line);
    const secrets = contents.flatMap((otp) => keysIn(this.#kind, otp));
    expectHidden(secrets, contentsOf(this.#line, this.#server.data), this.#said);
  }

  toString(): string {
    return `${this.#boards.length} dies, ${this.kills} kills, ${this.#stops} stops of PostgreSQL, ${this.#lost} dies lost to a cut`;
  }
}

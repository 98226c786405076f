import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Board } from './board.js';
import { type KillLine, makeKillLine } from './kill-line.js';
import { type Ended, visitInProcess } from './killed-visit.js';
import { type Kind, layouts } from './layouts.js';
import {
  asksFor,
  contentsOf,
  expectHidden,
  expectWhole,
  inLedger,
  keysIn,
  type Looked,
  minutePasses,
  otpOf,
  secretOf,
  serialsIn,
  textOf,
  ticketsIn,
  unitOf,
  unitsOf,
} from './looks.js';
import { isAnswered, type Place, places, placesOf, progressOf } from './places.js';
import type { Verdict } from './station.js';

/** Where the ledger of a line is. */
export interface LedgerPlace {
  /** As line.yaml names it. */
  readonly address: string;
  /** The folder of a database that is not in the line's. */
  readonly data?: string;
}

/** Kills `otpforge unit` at each step, and expects that each die ends as it would have without, whichever bench goes on. */
export function describeKills(kind: Kind, openPlace: () => LedgerPlace): void {
  const bank = Object.keys(layouts).indexOf(kind);
  describe(`otpforge unit of ${kind}, killed`, () => {
    let ledger: LedgerPlace;
    let line: KillLine;
    const dies: Die[] = [];
    const looked: Looked = new Map();
    beforeAll(async () => {
      ledger = openPlace();
      line = await makeKillLine(kind, ledger.address);
    });
    afterAll(() => line?.remove());

    it.each(placesOf(bank, Object.keys(layouts).length))('%s, ends right', async (place) => {
      const [home, other] = line.stations;
      const board = new Board(line.device);
      const killed = await visitInProcess(line, home, board, place);
      expect(killed.signal).toBe('SIGKILL');
      await inLedger(line, async (inspected) => {
        const interrupted = await unitOf(inspected, board);
        const sealed = await secretOf(line, interrupted);
        const answer = textOf(interrupted, 'ticket');
        expect(answer !== undefined).toBe(isAnswered(place));
        expectHidden(sealed ? [sealed] : [], contentsOf(line, ledger.data, looked), killed.output);

        const isElsewhere = (places.indexOf(place) + bank) % 2 === 1;
        if (isElsewhere && place === 'after T2, before the journal')
          expect(await other.present(board)).toMatchObject({ end: 'UNIT_BUSY' });
        if (isElsewhere) await minutePasses(inspected);
        const verdicts: Verdict[] = [];
        for (const bench of isElsewhere ? [other, home, other] : [home, other])
          if (verdicts.at(-1)?.end !== 'again') verdicts.push(await bench.present(board));
        expect(verdicts.map(({ end }) => end)).toEqual(endsOf(kind, place, isElsewhere));
        dies.push({ board, killed, sealed, verdicts });

        const unit = await unitOf(inspected, board);
        const [otp, isLost] = [otpOf(line, board), verdicts.at(-1)?.end === 'refused'];
        expect(unit?.stages).toMatchObject([{ state: isLost ? 'failed' : 'verified' }]);
        const serial = textOf(unit, 'serial');
        // A lost one may have burnt no more than a part of it.
        expect(serialsIn(otp)).toEqual(isLost ? expect.toSatisfy(among(serial)) : [serial]);
        if (!isLost) expect(keysIn(kind, otp)).toContainEqual(sealed ?? expect.anything());
        // What was stored is burnt, and nobody asked for it again.
        expect(asksFor(line, unit)).toBe(place === 'hook asked, its answer not stored' ? 2 : 1);
        if (!isLost) expect(ticketsIn(kind, otp)).toContain(answer ?? textOf(unit, 'ticket'));
        if (!isLost || place !== 'UID equal, before the journal’s end') return;
        await other.accept(board);
        for (const bench of [home, other]) expect(await bench.present(board)).toMatchObject({ end: 'again' });
      });
    });

    it('leaves no value twice, none unaccounted, and each journal whole', async () => {
      const serials = dies.flatMap(({ board }) => serialsIn(otpOf(line, board)));
      expect(new Set(serials).size).toBe(serials.length);
      // The first one was not killed.
      expect(await inLedger(line, unitsOf)).toBe(dies.length + 1);
      await expectWhole(line);
    });

    it('leaves no secret in clear', () => {
      const secrets = dies.flatMap(({ board }) => keysIn(kind, otpOf(line, board)));
      const said = dies.map(({ killed, verdicts }) => killed.output + JSON.stringify(verdicts)).join('\n');
      expect(secrets.length).toBeGreaterThan(0);
      expectHidden(secrets, contentsOf(line, ledger.data), said);
    });
  });
}

interface Die {
  readonly board: Board;
  readonly killed: Ended;
  readonly sealed: Buffer | undefined;
  readonly verdicts: readonly Verdict[];
}

/** What the benches say, one after another. */
function endsOf(kind: Kind, place: Place, isElsewhere: boolean): readonly string[] {
  const progress = progressOf(place);
  if (progress === 'recorded') return ['again'];
  // Without spare slots what may be weak cannot be burnt again.
  const isSuspect = kind === 'L4' && progress !== 'before the burn';
  if (progress === 'in the journal' && !isElsewhere) return ['again'];
  // Only the journal at home knows that all was read back.
  if (progress === 'in the journal' && isSuspect) return ['refused', 'verified', 'again'];
  return isSuspect ? Array(isElsewhere ? 3 : 2).fill('refused') : ['verified', 'again'];
}

function among(serial: string | undefined): (found: readonly string[]) => boolean {
  return (found) => found.every((each) => each === serial);
}

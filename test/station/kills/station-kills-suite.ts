import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StationState } from '../../../src/station/station-state.js';
import { otpforge } from '../../support/cli.js';
import { Board } from '../../visit/kills/board.js';
import { inLedger, otpOf, serialsIn, textOf, unitOf, unitsOf } from '../../visit/kills/looks.js';
import { type Place, places, progressOf } from '../../visit/kills/places.js';
import { killStation, makeStationLine, type StationLine, startStation } from './station-line.js';

/** Kills `otpforge station` at these steps of a visit: its page then names the open board, and says what to do. */
export function describeStationKills(chosen: readonly Place[]): void {
  describe('otpforge station, killed', () => {
    let line: StationLine;
    const boards: Board[] = [];
    beforeAll(async () => {
      line = await makeStationLine('F4');
    });
    afterAll(() => line?.remove());

    it.each(chosen)('%s: its page names the open board, which ends right', async (place) => {
      const board = new Board(line.device);
      boards.push(board);
      expect(await killStation(line, board, place)).toMatchObject({ signal: 'SIGKILL' });
      const unit = await inLedger(line, (ledger) => unitOf(ledger, board));
      const serial = textOf(unit, 'serial');
      const next = adviceOf(place);
      const open = next === undefined ? [] : [{ unit: unit?.unit, uid: board.uid, serial, next }];
      const openOf = ({ openUnits }: StationState) => openUnits.filter(({ uid }) => uid === board.uid);

      const station = startStation(line);
      try {
        const back = await station.until((state) => openOf(state).length === open.length);
        expect(openOf(back)).toMatchObject(open);
        expect(back.slots).toMatchObject([{ slot: '1', status: 'empty', insertion: 0 }]);
        await board.putOn(line.port);
        const isBurnt = ['in the journal', 'recorded'].includes(progressOf(place));
        const { slots } = await station.until((state) => ends.has(state.slots[0]?.status ?? ''));
        expect(slots).toMatchObject([
          {
            status: isBurnt ? 'again' : 'pass',
            insertion: 1,
            uid: board.uid,
            unit: unit?.unit ?? expect.anything(),
          },
        ]);
        const [burnt, ...more] = serialsIn(otpOf(line, board));
        expect(more).toEqual([]);
        expect(burnt).toEqual(serial ?? expect.anything());
        expect(slots[0]?.values).toContainEqual({ field: 'serial', text: burnt });
        await station.until((state) => openOf(state).length === 0);
      } finally {
        await board.lift();
        station.kill('SIGTERM');
      }
      expect(await station.ended).toMatchObject({ exitCode: 0 });
      const recorded = await inLedger(line, (ledger) => unitOf(ledger, board));
      expect(recorded?.stages).toMatchObject([{ state: 'verified' }]);
    });

    it('leaves a record for each board, no serial twice, and ledger and journal whole', async () => {
      const serials = boards.flatMap((board) => serialsIn(otpOf(line, board)));
      expect(new Set(serials).size).toBe(boards.length);
      // That of a board before them, which was not killed.
      expect(await inLedger(line, unitsOf)).toBe(boards.length + 1);
      const [{ env }] = line.stations;
      for (const args of [
        ['ledger', 'verify', line.file, '--ledger-key', line.key],
        ['journal', 'verify'],
      ])
        expect(await otpforge(args, line.folder, env)).toMatchObject({ exitCode: 0 });
    });
  });
}

const ends: ReadonlySet<string> = new Set(['pass', 'again', 'reworked', 'fail', 'not-recorded']);

/** What the page says of the board; undefined where no unit is open. */
function adviceOf(place: Place): string | undefined {
  const isFrom = (first: Place) => places.indexOf(place) >= places.indexOf(first);
  const progress = progressOf(place);
  if (progress === 'recorded') return undefined;
  if (progress === 'in the journal')
    return 'Present the board again: it is recorded, and nobody was shown that.';
  if (progress === 'burning' || isFrom('T2 committed, the station does not remember it yet'))
    return 'Present the board: nobody knows how its burn ended.';
  if (isFrom('T1 committed, the station does not remember it yet'))
    return 'Present the board: its values are kept for it, and nothing is burnt.';
  return undefined;
}

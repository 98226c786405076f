import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findUnit } from '../../../src/ledger/index.js';
import { unitByNumber } from '../../../src/ledger/units/find.js';
import { type LineKind, lineKinds } from './banks.js';
import { benchFolder, openTableBench, type TableBench, textsIn, textsOf } from './bench.js';
import type { Cell, StateName } from './cells.js';
import { type ChipTexts, dieOf, found, makeChip, wholeOtp } from './chips.js';
import { addStations, aliveStation, keepAlive, putUnit, type UnitInState } from './states.js';

/** Every pair of what a chip holds and what the ledger says, through otpforge unit. `ledger`: as line.yaml names it. */
export function tableSuite(ledger: (folder: string) => string): void {
  let place: ReturnType<typeof benchFolder>;
  beforeAll(() => {
    place = benchFolder();
    return () => place.remove();
  });
  describe.each(lineKinds)('on $name', (kind) => {
    const rows = rowsOf(kind);
    let bench: TableBench;
    beforeAll(async () => {
      const folder = join(place.folder, kind.product);
      mkdirSync(folder);
      bench = await openTableBench(folder, kind, ledger(place.folder));
      await bench.ledger.transaction(async (tx) => {
        await addStations(tx, bench);
        for (const row of rows) for (const unit of unitsOf(bench, row)) await putUnit(tx, bench, unit);
      });
    });
    afterAll(() => bench.close());

    it.each(rows)('$title', async (row) => {
      const { cell, n } = row;
      const chip = `${n}.chip`;
      await makeChip(bench, chip, n, cell.content, row.texts);
      const unbound = () => unitOf(bench, row, 'unbound');
      const before = { chip: bytesOf(bench, chip), unit: await unitOf(bench, row), unbound: await unbound() };
      const end = await keepAlive(asUnit(bench, row));
      await bench.ledger.transaction(async (tx) => {
        await tx.run('UPDATE station SET life = $1 WHERE id = $2', tx.now, aliveStation);
      });
      const { exitCode, stdout, stderr } = await bench.present(chip, ...(cell.rewrite ? ['--rewrite'] : []));
      end();
      const document = JSON.parse(stdout);
      const after = { chip: bytesOf(bench, chip), unit: await unitOf(bench, row) };
      const { expected } = cell;
      if ('error' in expected) {
        expect([exitCode, document.error?.code], stdout + stderr).toEqual([
          expected.exitCode,
          expected.error,
        ]);
        expect(after.chip).toBe(before.chip);
        expect(await unbound()).toEqual(before.unbound);
        if (expected.error === 'VERIFIED_UNIT_CHANGED') expect(stateOf(after.unit)).toBe('failed');
        else expect(after.unit).toEqual(before.unit);
      } else if ('refusedBy' in expected) {
        expect([exitCode, document.result], stdout + stderr).toEqual([5, 'refused']);
        expect(codesOf(document)).toContain(expected.refusedBy);
        expect(after.chip).toBe(before.chip);
        // A claim whose run is dead ends here: what it left can only be accepted.
        const isDead = cell.state.startsWith('dead');
        if (isDead) expect(stateOf(after.unit)).toBe('failed');
        else expect(stateOf(after.unit)).toBe(stateOf(before.unit));
        expect(textsIn(after.unit)).toEqual(row.texts.own);
      } else if ('again' in expected) {
        expect([exitCode, document.result], stdout + stderr).toEqual([0, 'again']);
        expect(after).toEqual({ chip: before.chip, unit: before.unit });
      } else {
        expect([exitCode, document.result], stdout + stderr).toEqual([0, 'verified']);
        const unit = await bench.ledger.transaction((tx) => findUnit(tx, dieOf(bench, n)));
        expect(stateOf(unit)).toBe('verified');
        const texts = textsIn(unit);
        if (expected.burnt === 'own') expect(texts).toEqual(row.texts.own);
        if (expected.burnt === 'found')
          expect(texts).toEqual(cell.content === 'unbound' ? row.texts.unbound : row.texts.own);
        if (expected.burnt === 'new') expect(texts?.serial).toMatch(/^SN-\d{6}$/);
        expect(texts && (await found(bench, chip))).toEqual({
          texts,
          bytes: texts && wholeOtp(bench, texts),
        });
      }
    });

    it('gave each number to one die', async () => {
      const drawn = await bench.ledger.transaction((tx) =>
        tx.all(
          'SELECT plain FROM value WHERE scope = $1 AND plain LIKE $2',
          `${kind.product}/serial`,
          'SN-%',
        ),
      );
      const fresh = rows.filter(({ cell: { expected } }) => 'burnt' in expected && expected.burnt === 'new');
      expect(new Set(drawn.map(({ plain }) => plain)).size).toBe(fresh.length);
      expect(drawn).toHaveLength(fresh.length);
    });
  });
}

interface Row {
  readonly title: string;
  readonly cell: Cell;
  /** The number of the die. */
  readonly n: number;
  readonly texts: ChipTexts;
}

function rowsOf(kind: LineKind): readonly Row[] {
  const first = 1000 * (lineKinds.indexOf(kind) + 1);
  return kind.cells.map((cell, index) => {
    const n = first + 4 * index;
    const [own, taken, unbound, stranger] = [textsOf(n), textsOf(n + 1), textsOf(n + 2), textsOf(n + 3)];
    const title = `${cell.state} in the ledger, ${cell.content} in the chip${cell.rewrite ? ', to be written again' : ''}`;
    return { title, cell, n, texts: { own, taken, unbound, stranger } };
  });
}

/** The unit of a row's die, and those that its chip takes values of. */
function unitsOf(bench: TableBench, row: Row): readonly UnitInState[] {
  const { cell, n, texts } = row;
  const other = (state: StateName, of: number, its: UnitInState['texts']) => ({
    ...{ state, die: dieOf(bench, of), texts: its, name: `run-${of}` },
  });
  return [
    asUnit(bench, row),
    ...(cell.content === 'taken' || cell.content === 'mixed' ? [other('verified', n + 1, texts.taken)] : []),
    ...(['unbound', 'mixed', 'split'].includes(cell.content)
      ? [other(n % 8 === 0 ? 'exported' : 'reported', n + 2, texts.unbound)]
      : []),
  ];
}

function asUnit(bench: TableBench, { cell, n, texts }: Row): UnitInState {
  return { state: cell.state, die: dieOf(bench, n), texts: texts.own, name: `run-${n}` };
}

function bytesOf({ folder }: TableBench, chip: string): string {
  return readFileSync(join(folder, chip), 'utf8');
}

/** The unit that has a row's values, whether it has a die or not. */
async function unitOf(bench: TableBench, { texts }: Row, whose: 'own' | 'unbound' = 'own') {
  return bench.ledger.transaction(async (tx) => {
    const row = await tx.get('SELECT unit FROM value WHERE plain = $1', texts[whose].serial);
    return row && unitByNumber(tx, Number(row.unit));
  });
}

function stateOf(unit: Awaited<ReturnType<typeof unitOf>>): string | undefined {
  return unit?.stages[0]?.state;
}

function codesOf({
  refusals,
}: {
  readonly refusals: readonly { readonly code: string }[];
}): readonly string[] {
  return refusals.map(({ code }) => code);
}

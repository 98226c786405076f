import type { UnitData, UnitValue } from '../layout/index.js';
import type { Draw, DrawBlock, LedgerTransaction, NewValue, StageKey } from '../ledger/index.js';
import type { FieldSource } from '../line/index.js';
import { rowDraw } from '../visit/draw-row.js';
import type { ValueKeeper } from '../visit/new-value.js';
import { newValues } from '../visit/new-values.js';
import { secretCopies } from '../visit/secret-copy.js';
import { valueKeeper } from '../visit/unit-keeper.js';
import type { BatchSetup } from './setup.js';

/** The values of a new unit: as the ledger takes them, and as its layout does. */
export interface NewUnitValues {
  readonly values: readonly NewValue[];
  readonly data: UnitData;
}

/** The values of some units, whose pools are drawn from once for all of them. */
export async function newUnitValues(
  setup: Pick<BatchSetup, 'ledger' | 'line' | 'recipients' | 'layout' | 'rows'>,
  sources: readonly FieldSource[],
  { keys, row }: { readonly keys: readonly StageKey[]; readonly row: number },
  tx: LedgerTransaction,
  drawBlock: DrawBlock,
): Promise<readonly NewUnitValues[]> {
  const { ledger, line, recipients, layout, rows } = setup;
  const now = new Date(tx.now);
  const drawOf = sharedDraws(drawBlock);
  const units: NewUnitValues[] = [];
  for (const [at, key] of keys.entries()) {
    const { keeper, sealed } = remembering(valueKeeper(ledger, key));
    const scans = rows?.[row + at] ?? new Map<string, string>();
    const copyOf = secretCopies(recipients, line.product, key);
    const values = await newValues(
      sources,
      { line, layout, keeper, scans, drawRow: rowDraw(tx, key), copyOf, now },
      drawOf(at),
    );
    units.push({ values, data: dataOf(values, sealed) });
  }
  return units;
}

/** All units draw from the same pools in the same order: the first one draws for all. */
function sharedDraws(drawBlock: DrawBlock): (at: number) => Draw {
  const blocks: Awaited<ReturnType<DrawBlock>>[] = [];
  return (at) => {
    let calls = 0;
    return async (pool, make) => {
      const call = calls;
      calls += 1;
      const block = blocks[call] ?? (await drawBlock(pool, make));
      blocks[call] = block;
      return block[at] ?? [];
    };
  };
}

/** A keeper, and what it was given to seal, by field. */
function remembering(keeper: ValueKeeper): {
  readonly keeper: ValueKeeper;
  readonly sealed: ReadonlyMap<string, string>;
} {
  const sealed = new Map<string, string>();
  return {
    sealed,
    keeper: {
      mac: (scope, canonical) => keeper.mac(scope, canonical),
      seal: (field, text) => {
        sealed.set(field, text);
        return keeper.seal(field, text);
      },
    },
  };
}

function dataOf(values: readonly NewValue[], sealed: ReadonlyMap<string, string>): UnitData {
  return new Map(
    values.flatMap(({ field, text = sealed.get(field) }): readonly (readonly [string, UnitValue])[] =>
      text === undefined ? [] : [[field, { value: text, from: 'the ledger' }]],
    ),
  );
}

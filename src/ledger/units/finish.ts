import { numberIn, textIn } from '../columns.js';
import type { Row } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { setLabel } from './labels.js';
import { leavingOf } from './leaving.js';
import { moveStage, type StageKey } from './move-stage.js';
import { addOutbox, type OutboxRow } from './outbox.js';
import { closeReworks } from './rework.js';
import { wipeSecrets } from './wipe.js';

export interface Finish {
  readonly run: string;
  readonly result: 'verified' | 'failed';
  /** Error codes of what failed. */
  readonly codes?: readonly string[];
  /** All that it burnt was read back: no write unit is half-burnt. */
  readonly readBack: boolean;
  /** Something of it is in the chip, so that a blank die is another one; as `readBack` unless given. */
  readonly burnt?: boolean;
  /** False when a journal settles the run, and nobody has seen the die. */
  readonly shown?: boolean;
  /** What leaves beside the unit and its secrets. */
  readonly outbox?: readonly OutboxRow[];
  /** A verified unit waits for a label. */
  readonly label?: boolean;
}

/**
 * Records how the run ended that a stage is claimed for. `already` for a run that is recorded so, since it asks again
 * when its COMMIT got no answer; `not-current` when the stage belongs to another run by now, or was scrapped: nothing
 * is recorded but the fact.
 */
export async function finish(
  tx: LedgerTransaction,
  { run, result, codes = [], readBack, burnt = readBack, shown, outbox = [], label = false }: Finish,
): Promise<'recorded' | 'already' | 'not-current'> {
  const visit = await tx.get('SELECT unit, generation, stage, result FROM visit WHERE run = $1', run);
  if (!visit || visit.unit === null) return 'not-current';
  if (visit.result !== null) return visit.result === result ? 'already' : 'not-current';
  const key = keyIn(visit);
  const stage = await stageOf(tx, key);
  const isCurrent = stage.run === run && stage.state === 'burning';
  if (isCurrent) {
    const version = numberIn(stage, 'version');
    await moveStage(tx, key, {
      step: 'finish',
      from: 'burning',
      version,
      to: result,
      burnt,
      ...(shown !== undefined && { shown }),
    });
    const leaving = result === 'verified' ? await leavingOf(tx, key) : [];
    await addOutbox(tx, run, key.unit, [...leaving, ...outbox]);
    if (result === 'verified') {
      if (label) await setLabel(tx, key, 'waiting');
      await wipeSecrets(tx, key);
      await closeReworks(tx, key);
    }
  }
  await tx.run(
    `UPDATE visit SET ended = $1, result = $2, codes = $3, read_back = CASE WHEN $4 = 1 THEN 1 ELSE read_back END
     WHERE run = $5`,
    ...[tx.now, isCurrent ? result : 'late', JSON.stringify(codes), isCurrent && readBack ? 1 : 0, run],
  );
  await tx.addEvent({
    kind: isCurrent ? result : 'late',
    unit: key.unit,
    run,
    details: { stage: key.stage, generation: key.generation, codes, ...(shown === false && { shown }) },
  });
  return isCurrent ? 'recorded' : 'not-current';
}

function keyIn(row: Row): StageKey {
  return {
    unit: numberIn(row, 'unit'),
    generation: numberIn(row, 'generation'),
    stage: textIn(row, 'stage'),
  };
}

async function stageOf(tx: LedgerTransaction, { unit, generation, stage }: StageKey): Promise<Row> {
  const row = await tx.get(
    'SELECT state, version, run FROM stage WHERE unit = $1 AND generation = $2 AND stage = $3',
    ...[unit, generation, stage],
  );
  if (!row) throw new Error(`unit ${unit} has a visit at a stage that it lacks`);
  return row;
}

import { join } from 'node:path';
import { type LedgerTransaction, reserve } from '../../../src/ledger/index.js';
import { addStation } from '../../../src/ledger/station-row.js';
import { markChanged } from '../../../src/ledger/units/accept.js';
import { bind, report } from '../../../src/ledger/units/bind.js';
import { claim } from '../../../src/ledger/units/claim.js';
import { setContent } from '../../../src/ledger/units/content.js';
import { exportUnits } from '../../../src/ledger/units/export-units.js';
import { unitByNumber } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import type { DieId, KnownUnit, NewValue } from '../../../src/ledger/units/known.js';
import { release } from '../../../src/ledger/units/release.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { contentMac, fieldMacs } from '../../../src/visit/field-macs.js';
import { newValue, valueField } from '../../../src/visit/new-value.js';
import { lockRun } from '../../../src/visit/run-lock.js';
import { valueKeeper } from '../../../src/visit/unit-keeper.js';
import type { TableBench, Texts } from './bench.js';
import type { StateName } from './cells.js';
import { imageOf } from './chips.js';

export interface UnitInState {
  readonly state: StateName;
  readonly die: DieId;
  readonly texts: Texts;
  /** Names the run that has claimed it, and the batch. */
  readonly name: string;
}

export const aliveStation = 'a'.repeat(16);
export const deadStation = 'd'.repeat(16);

/** Adds the two other stations that claims are of. */
export async function addStations(tx: LedgerTransaction, { ledger }: TableBench): Promise<void> {
  const past = new Date(Date.parse(tx.now) - 61_000).toISOString();
  await addStation(tx, ledger.id, aliveStation, tx.now);
  await addStation(tx, ledger.id, deadStation, past);
}

/** Brings a unit into a state, as visits and commands would; nothing for a die that the ledger does not know. */
export async function putUnit(tx: LedgerTransaction, bench: TableBench, asked: UnitInState): Promise<void> {
  const { state, die, name } = asked;
  if (state === 'unknown') return;
  const isExport = ['exported', 'reported', 'reported-die', 'bound'].includes(state);
  const unit = isExport ? await exported(tx, bench, asked) : await reserved(tx, bench, asked);
  const key = { unit: unit.unit, generation: 1, stage: '' };
  const fail = () => finish(tx, { run: name, result: 'failed', codes: ['TEST'], readBack: false });
  switch (state) {
    case 'live':
    case 'dead':
      return claimed(tx, bench, asked, unit, tx.station);
    case 'live-elsewhere':
      return claimed(tx, bench, asked, unit, aliveStation);
    case 'dead-elsewhere':
      return claimed(tx, bench, asked, unit, deadStation);
    case 'failed':
      await claimed(tx, bench, asked, unit, tx.station);
      await fail();
      return;
    case 'verified':
    case 'changed':
      await claimed(tx, bench, asked, unit, tx.station);
      await finish(tx, { run: name, result: 'verified', readBack: true });
      if (state === 'verified') return;
      await markChanged(tx, { ...key, version: await versionOf(tx, unit.unit), codes: ['TEST'] });
      return;
    case 'reported':
    case 'reported-die':
      return report(tx, {
        ...{ unit: unit.unit, stage: '', source: 'log 1' },
        ...(state === 'reported-die' && { die }),
      });
    case 'bound':
      await bind(tx, unit.unit, die);
      return;
    case 'released':
      return release(tx, unit.unit, 'not built');
    case 'scrapped':
      return scrap(tx, unit.unit, 'fell down');
    default:
  }
}

/** Takes the lock of a claim whose run shall be alive; what it returns ends it. */
export async function keepAlive({ state, name }: UnitInState): Promise<() => void> {
  if (state !== 'live') return () => {};
  const lock = await lockRun(name);
  return () => lock.release();
}

function reserved(tx: LedgerTransaction, bench: TableBench, { die, texts }: UnitInState): Promise<KnownUnit> {
  const { product } = bench.line;
  return reserve(tx, { die, product, stage: '', values: async (_, key) => values(bench, texts, key) });
}

async function exported(
  tx: LedgerTransaction,
  bench: TableBench,
  { texts, name }: UnitInState,
): Promise<KnownUnit> {
  const [unit] = await exportUnits(tx, {
    ...{ product: bench.line.product, stage: '', batch: name, count: 1 },
    values: async (_, keys) => keys.map((key) => values(bench, texts, key)),
  });
  if (!unit) throw new Error('the batch is empty');
  return unit;
}

function values(
  { line, layout, keeper, ledger }: TableBench,
  texts: Texts,
  key: { readonly unit: number; readonly generation: number },
): readonly NewValue[] {
  const kept = valueKeeper(
    {
      ...keeper,
      id: ledger.id,
      station: ledger.station.id,
      transaction: (work) => ledger.transaction(work),
      isStationAlive: async () => false,
    },
    key,
  );
  return (['serial', 'mac'] as const).map((field) =>
    newValue(valueField(layout, field), texts[field], { source: 'sequence', scopes: line, keeper: kept }),
  );
}

async function claimed(
  tx: LedgerTransaction,
  bench: TableBench,
  { texts, name }: UnitInState,
  { unit, generation, stages: [stage] }: KnownUnit,
  station: string,
): Promise<void> {
  const { layout, keeper, folder, kind } = bench;
  const image = imageOf(bench, texts);
  const mac = (bytes: Uint8Array) => Buffer.from(keeper.mac('content', bytes)).toString('hex');
  const macs = fieldMacs(layout, image, mac);
  const key = { unit, generation, stage: '' };
  await setContent(tx, { ...key, contentMac: contentMac(macs, mac), fieldMacs: macs });
  const { writeUnit } = kind.device.bank.otp;
  const units = image.segments.flatMap(({ address, bytes }) =>
    Array.from({ length: bytes.length / writeUnit }, (_, at) => ({
      address: address + at * writeUnit,
      length: writeUnit,
    })),
  );
  await claim(tx, {
    ...{ ...key, from: 'reserved', version: stage?.version ?? 0 },
    others: [],
    claim: {
      ...{ run: name, station, slot: '7', time: tx.now, units },
      ...{ image: 'a'.repeat(64), plan: 'b'.repeat(64), finishedLater: false },
      journal: join(folder, 'gone.jsonl'),
    },
  });
}

async function versionOf(tx: LedgerTransaction, unit: number): Promise<number> {
  return (await unitByNumber(tx, unit))?.stages[0]?.version ?? 0;
}

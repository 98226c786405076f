import type { PlanUnitDocument, PlanValue } from '../burn/index.js';
import { containsAddress } from '../range/index.js';
import { count } from '../text/plural.js';
import type { ShownByte } from './byte-rows.js';
import type { PlanRow } from './row-lines.js';
import { planWord } from './unit-words.js';

/** Bytes that no field covers, joined where the plan says the same of them. */
export interface ByteRun {
  readonly address: number;
  readonly unit: PlanUnitDocument;
  readonly bytes: readonly ShownByte[];
}

/** The bytes of data units that none of the values covers. */
export function byteRuns(units: readonly PlanUnitDocument[], told: readonly PlanValue[]): readonly ByteRun[] {
  const runs: { address: number; unit: PlanUnitDocument; bytes: ShownByte[] }[] = [];
  for (const unit of units) {
    if (unit.kind === 'lock') continue;
    const [old, wanted] = [unit.old.split(' '), unit.wanted.split(' ')];
    for (let index = 0; index < unit.length; index += 1) {
      const address = unit.address + index;
      if (told.some((value) => containsAddress(value, address))) continue;
      const byte = { old: old[index] ?? '', wanted: wanted[index] ?? '' };
      const last = runs.at(-1);
      if (last && last.address + last.bytes.length === address && saysTheSame(last.unit, unit))
        last.bytes.push(byte);
      else runs.push({ address, unit, bytes: [byte] });
    }
  }
  return runs;
}

function saysTheSame(a: PlanUnitDocument, b: PlanUnitDocument): boolean {
  return planWord([a]) === planWord([b]) && a.secret === b.secret && a.from.join() === b.from.join();
}

/**
 * What only fills the units of fields, one value over, becomes one row for each value. The rest stays runs: bytes in
 * units of their own, of several values, secret, refused, or over cells that hold something else.
 */
export function filler(
  runs: readonly ByteRun[],
  { verbose }: { readonly verbose?: boolean | undefined },
): { readonly fill: readonly PlanRow[]; readonly runs: readonly ByteRun[] } {
  if (verbose) return { fill: [], runs };
  const isFill = ({ unit, bytes }: ByteRun) =>
    !unit.secret &&
    (unit.state === 'burn' || unit.state === 'skip') &&
    // Fields have the rest of the unit.
    bytes.length < unit.length &&
    bytes.every(({ old, wanted }) => wanted === bytes[0]?.wanted && (old === 'FF' || old === wanted));
  const groups = new Map<string, ByteRun[]>();
  for (const run of runs.filter(isFill)) {
    const key = `${planWord([run.unit])} ${run.bytes[0]?.wanted}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return { fill: [...groups.values()].map(fillRow), runs: runs.filter((run) => !isFill(run)) };
}

function fillRow(runs: readonly ByteRun[]): PlanRow {
  const last = runs.at(-1);
  const bytes = runs.flatMap((run) => run.bytes);
  return {
    // After the fields that it fills.
    address: last?.address ?? 0,
    word: last ? planWord([last.unit]) : '',
    name: '(no field)',
    text: `${count(bytes.length, 'byte')} of 0x${bytes[0]?.wanted}`,
  };
}

import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { type Database, findUnits } from '../../src/ledger/index.js';
import { chipsIn, type FourBenches, someFaulty } from './four-benches.js';
import type { StationProcess } from './station-process.js';

/** A machine with much to do takes its time. */
const patience = { timeout: 400_000, interval: 250 };

/** Waits until the faulty fixture of a bench has failed all its boards, and puts them into the trays of other benches. */
export async function carryFaulty(line: FourBenches, from: number, to: readonly number[]): Promise<void> {
  const out = join(line.trayOf(from, 'faulty'), 'out');
  await expect.poll(async () => (await chipsIn(out).catch(() => [])).length, patience).toBe(someFaulty);
  await carry(line, out, to);
}

/**
 * Kills a station once it has burnt so many boards, and carries away those that it has left. Returns the unique IDs of the boards
 * that it was burning.
 */
export async function carryFromKilled(
  line: FourBenches,
  { from, to, station, ledger, after }: Killed,
): Promise<readonly string[]> {
  const tray = line.trayOf(from);
  await expect
    .poll(async () => (await chipsIn(join(tray, 'out')).catch(() => [])).length, patience)
    .toBeGreaterThanOrEqual(after);
  const { station: id } = await station.state();
  station.kill();
  await station.ended;
  const held = (await chipsIn(join(tray, 'in'))).map((name) => basename(name, '.chip').toUpperCase());
  const burning = await ledger.transaction(async (tx) => {
    // The minute has passed after which others may have what it had.
    await tx.run("UPDATE station SET life = '2000-01-01T00:00:00.000Z' WHERE id = $1", id);
    const units = (await Promise.all(held.map((uid) => findUnits(tx, uid)))).flat();
    return units.filter(({ stages }) => stages.some(({ state }) => state === 'burning'));
  });
  await carry(line, join(tray, 'in', '1'), to);
  await carry(line, tray, to);
  return burning.flatMap(({ die }) => (die ? [die.uid] : []));
}

interface Killed {
  readonly from: number;
  readonly to: readonly number[];
  readonly station: StationProcess;
  readonly ledger: Database;
  readonly after: number;
}

/** The boards that no bench has done with. */
export async function waiting(line: FourBenches): Promise<readonly string[]> {
  const found = line.benches.flatMap((bench) => [line.trayOf(bench), line.trayOf(bench, 'faulty')]);
  const chips = await Promise.all(found.map(chipsIn));
  return chips.flat().filter((name) => !name.startsWith('out'));
}

async function carry(line: FourBenches, folder: string, to: readonly number[]): Promise<void> {
  const names = (await chipsIn(folder)).filter((name) => basename(name) === name);
  await Promise.all(
    names.map((name, n) => rename(join(folder, name), join(line.trayOf(to[n % to.length] ?? 1), name))),
  );
}

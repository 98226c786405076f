import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/ledger/index.js';
import { loadLine } from '../../src/line/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { startPostgres } from '../support/postgres.js';
import { carryFaulty, carryFromKilled, waiting } from './carry.js';
import { chipsIn, fourBenches, serialOf, someFaulty, whole } from './four-benches.js';

it('four stations on one PostgreSQL burn 400 boards, some of them carried from bench to bench: no value twice, one report', async () => {
  const server = await startPostgres();
  try {
    await inFolder((folder) => burnAll(folder, server.url));
  } finally {
    await server.remove();
  }
});

async function burnAll(folder: string, address: string): Promise<void> {
  const line = await fourBenches(folder, address);
  const chips = await chipsIn(folder);
  const boards = 4 * (whole + someFaulty);
  expect(chips).toHaveLength(boards);
  const [one, two, three, four] = [line.start(1), line.start(2), line.start(3), line.start(4)];
  const ledger = await openDatabase((await loadLine(line.fileOf(1))).ledger);
  await carryFaulty(line, 4, [1, 2, 3]);
  const cutOff = await carryFromKilled(line, { from: 4, to: [1, 2, 3], station: four, ledger, after: 30 });
  await carryFaulty(line, 1, [2]);
  await carryFaulty(line, 2, [3]);
  await carryFaulty(line, 3, [1]);
  await expect.poll(() => waiting(line), { timeout: 400_000, interval: 250 }).toEqual([]);
  await ledger.close();

  // A visit that was cut off ended when its board had come back.
  const retests = 4 * someFaulty + cutOff.length;
  const report = await (await fetch(`${await one.url()}api/report`)).json();
  const firstPassYield = (boards - retests) / boards;
  expect(report).toMatchObject({ units: boards, verified: boards, retests, firstPassYield, finalYield: 1 });
  const outputs = [(await four.ended).stdout];
  for (const station of [one, two, three]) {
    station.kill('SIGTERM');
    const ended = await station.ended;
    expect(ended).toMatchObject({ exitCode: 0 });
    outputs.push(ended.stdout);
  }

  // The killed one may have recorded a board that it could not show any more.
  const shown = verdictsIn(outputs);
  expect(new Set([...shown.pass, ...shown.again]).size).toBe(boards);
  expect(new Set(shown.pass).size).toBe(shown.pass.length);
  const serials = await Promise.all((await chipsIn(folder)).map((name) => serialOf(join(folder, name))));
  const expected = Array.from({ length: boards }, (_, n) => [`SN-${String(n + 1).padStart(6, '0')}`]);
  expect(serials.toSorted()).toEqual(expected);
  const verified = await otpforge(['ledger', 'verify', line.fileOf(1)], folder, line.envOf(1));
  expect(verified).toMatchObject({ exitCode: 0 });
  for (const bench of line.benches)
    expect(await otpforge(['journal', 'verify'], folder, line.envOf(bench))).toMatchObject({ exitCode: 0 });
}

/** The unique IDs of the boards that were shown so, once for each time that a board was in. */
function verdictsIn(outputs: readonly string[]): Readonly<Record<'pass' | 'again', readonly string[]>> {
  const slots = outputs.flatMap((output) => {
    // What was killed may have printed half a line.
    const events = output
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const shown = events.flatMap(({ type, slot }) => (type === 'slot' ? [slot] : []));
    return [
      ...new Map(shown.map((slot) => [`${slot.slot} ${slot.insertion} ${slot.status}`, slot])).values(),
    ];
  });
  const uidsOf = (status: string) => slots.filter((slot) => slot.status === status).map(({ uid }) => uid);
  return { pass: uidsOf('pass'), again: uidsOf('again') };
}

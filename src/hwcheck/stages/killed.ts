import { type Bench, judged, type Kill, type Seen, skipped } from '../bench.js';
import { isBlank } from '../download-area.js';
import { type KillPlace, killed, killPlaces } from '../kill-places.js';
import { resultText } from '../result-text.js';
import { runLoader } from '../run-code.js';
import { dataBase, eraseCheck, pattern, servedBy } from './scratch-data.js';

const expected = `whole units alone at each of ${killPlaces.length} places, and the next run finishes`;

/** A process of ours burns, and is killed with SIGKILL; then the same job is run again. Each place has its own units. */
export async function killedCheck(bench: Bench): Promise<Seen> {
  const { kill } = bench;
  if (!kill) return skipped(expected, 'a simulated chip without a file ends with its process');
  await bench.probe.resetHalt();
  const { verdict, seen } = await eraseCheck(bench);
  if (verdict !== 'ok') return judged(false, expected, seen);
  const results: Result[] = [];
  for (const place of killPlaces) results.push(await killedAt(bench, kill, place));
  const text = results.map(({ what }) => what).join('; ');
  return judged(
    results.every(({ isOk }) => isOk),
    expected,
    text,
  );
}

interface Result {
  readonly isOk: boolean;
  readonly what: string;
}

async function killedAt(bench: Bench, kill: Kill, place: KillPlace): Promise<Result> {
  const { probe, device } = bench;
  const { address, bytes } = pieceOf(bench, place);
  const said = await kill(place, { address, bytes });
  if (said !== killed) return { isOk: false, what: `${place}: not killed: ${said}` };
  await probe.resetHalt();
  const size = device.bank.otp.writeUnit;
  const units = bytes.length / size;
  const found = await probe.readMemory(address, bytes.length);
  const number = (fits: (unit: Buffer, wanted: Buffer) => boolean) =>
    Array.from({ length: units }, (_, index) => index * size).filter((at) =>
      fits(Buffer.from(found.subarray(at, at + size)), Buffer.from(bytes.subarray(at, at + size))),
    ).length;
  const burnt = number((unit, wanted) => unit.equals(wanted));
  const torn = units - burnt - number(isBlank);
  const { status, unitsDone } = await runLoader(probe, servedBy(bench), [{ address, bytes }]);
  await probe.resetHalt();
  const isEqual = Buffer.from(await probe.readMemory(address, bytes.length)).equals(bytes);
  return {
    isOk: mayBe(place, burnt, units) && torn === 0 && status === 0 && burnt + unitsDone === units && isEqual,
    what: [
      `${place}: ${burnt} of ${units} burnt`,
      ...(torn > 0 ? [`${torn} neither blank nor burnt`] : []),
      `then ${resultText({ status, unitsDone })}, ${isEqual ? 'equal' : 'not equal'}`,
    ].join(', '),
  };
}

function mayBe(place: KillPlace, burnt: number, units: number): boolean {
  if (place === 'job running') return true;
  return burnt === (place === 'connected' || place === 'job in RAM' ? 0 : units);
}

function pieceOf(bench: Bench, place: KillPlace) {
  const { data, writeUnit } = bench.device.bank.otp;
  const length = Math.floor(data.size / writeUnit / killPlaces.length) * writeUnit;
  const at = killPlaces.indexOf(place) * length;
  return { address: dataBase(bench) + at, bytes: pattern(bench).subarray(at, at + length) };
}

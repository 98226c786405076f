import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Board } from '../../visit/kills/board.js';
import { type KillLine, makeKillLine } from '../../visit/kills/kill-line.js';
import { endAt, liftAfter } from '../../visit/kills/killed-visit.js';
import type { Kind } from '../../visit/kills/layouts.js';
import type { Place } from '../../visit/kills/places.js';
import { StationProcess, type StationProcessEnd } from '../station-process.js';

/** A line with a station of one slot, which reaches what is on a port of this machine. */
export interface StationLine extends KillLine {
  readonly port: number;
}

export async function makeStationLine(kind: Kind): Promise<StationLine> {
  const line = await makeKillLine(kind, 'sqlite:line.db');
  const port = await freePort();
  appendFileSync(line.file, `slots: { "1": "gdb:127.0.0.1:${port}" }\n`);
  return { ...line, port };
}

/** Starts the station of a line; `env` says where it ends, `port` where its page is. */
export function startStation(
  line: StationLine,
  { env = {}, port }: { readonly env?: Readonly<Record<string, string>>; readonly port?: number } = {},
): StationProcess {
  const [home] = line.stations;
  return new StationProcess({
    ...{ program: line.program, folder: line.folder, env: { ...home.env, ...env } },
    args: [line.file, '--ledger-key', line.key, '--yes'],
    ...(port !== undefined && { port }),
  });
}

/** Puts a board in, kills the station at a place of its visit, and takes the board out. */
export async function killStation(line: StationLine, board: Board, place: Place): Promise<StationProcessEnd> {
  await board.putOn(line.port);
  const env = endAt(line, board, place, () => station.kill());
  const station = startStation(line, { env });
  const ended = await station.ended;
  await liftAfter(board, place);
  return ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

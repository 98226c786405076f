import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Board } from './board.js';
import type { KillLine } from './kill-line.js';
import { type Place, placesInProcess, placesOnChip } from './places.js';
import type { Station } from './station.js';

/** Burns on though nobody is there any more: longer than any job takes. */
const burnsOnUs = 200_000;

/** How a process of `otpforge unit` ended, and all that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A flash operation of the chip, main flash and OTP alike, counted from 1, and how far it is (0 to 1). */
export interface AtOperation {
  readonly operation: number;
  readonly progress: number;
  /** What happens there instead of a kill and a power cut. */
  readonly instead?: () => void;
}

/**
 * Presents a board in a process of its own, kills that at a place, and lifts the board: it has lost its supply and its RAM then.
 * Without a place the process ends by itself.
 */
export async function visitInProcess(
  line: KillLine,
  station: Station,
  board: Board,
  place?: Place | AtOperation,
): Promise<Ended> {
  const probe = await board.putOn();
  const kill = () => child.kill('SIGKILL');
  const env = typeof place === 'string' ? endAt(line, board, place, kill) : {};
  const args = ['unit', line.file, '--probe', probe, '--ledger-key', line.key, '--yes'];
  // What V8 compiles for a visit that ends by itself is kept for the others, which start sooner.
  const record = place === undefined ? ['--require', resolve('scripts/record-code.cjs')] : [];
  const child = spawn(process.execPath, [...record, line.program, ...args], {
    cwd: line.folder,
    env: { ...process.env, ...station.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (typeof place === 'object') cutAt(board, place, kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const [exitCode, signal] = await once(child, 'close');
  await liftAfter(board, place);
  return { exitCode, signal, output };
}

/** Ends a process at a place: by what is in the environment that it gets, or by `kill` when the chip is there. */
export function endAt(
  line: KillLine,
  board: Board,
  place: Place,
  kill: () => void,
): Readonly<Record<string, string>> {
  if (Object.hasOwn(placesInProcess, place)) return { OTPFORGE_KILL_AT: place };
  killByChip(line, board, place, kill);
  return {};
}

/** Lifts a board whose process has ended at a place. */
export async function liftAfter(board: Board, place?: Place | AtOperation): Promise<void> {
  await board.lift(place === 'while the chip burns on without us' ? burnsOnUs : 0);
}

function killByChip(line: KillLine, board: Board, place: Place, kill: () => void): void {
  const { operation, progress } = (placesOnChip as Readonly<Record<string, OnChip>>)[place] ?? {};
  const at = operation && line.otpAddresses[operation];
  const stop = board.chip.onOperation(({ address }) => {
    if (address !== at) return;
    stop();
    if (progress === undefined) return kill();
    cutAt(board, { operation: 1, progress }, kill);
  });
}

function cutAt({ chip }: Board, { operation, progress, instead }: AtOperation, kill: () => void): void {
  chip.bench.at({ operation, progress }, () => {
    if (instead) return instead();
    kill();
    chip.bench.cutPower();
  });
}

interface OnChip {
  readonly operation: keyof KillLine['otpAddresses'];
  readonly progress?: number;
}

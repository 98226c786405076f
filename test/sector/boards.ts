import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../../src/bank/index.js';
import { loadChip, PowerLost, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { startGdbServer } from '../../src/server/index.js';
import type { StandIn } from '../jlink-standin/bench.js';

/** A board on a desk, reached by one kind of probe. */
export interface Board {
  /** What a call of the API takes to reach it. */
  readonly target: { readonly probe: string; readonly device: string };
  /** Folder for files of the test. */
  readonly folder: string;
  /** Does something to the chip that no probe has asked for. */
  touch<T>(work: (chip: SimulatedChip) => T): Promise<T>;
  close(): Promise<void>;
}

export type BoardOf = (device: Device) => Promise<Board>;

/** Each way to a board, by its name. */
export function boardKinds(standIn: StandIn): readonly (readonly [name: string, open: BoardOf])[] {
  return [
    ['sim:', inAFile],
    ['gdb:', behindAServer],
    [
      'jlink:',
      async (device) => {
        const desk = await standIn.desk(device);
        const close = async () => undefined;
        return { ...held(device, desk.chip, desk.uri()), folder: desk.folder, close };
      },
    ],
  ];
}

export async function inAFile(device: Device): Promise<Board> {
  const folder = await newFolder();
  const file = join(folder, 'board.chip');
  await saveChip(file, SimulatedChip.create(device));
  return {
    target: { probe: `sim:${device.name},file=${file}`, device: device.name },
    folder,
    touch: async (work) => {
      const chip = await loadChip(file, device);
      const result = work(chip);
      await saveChip(file, chip);
      return result;
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export async function behindAServer(device: Device): Promise<Board & { readonly chip: SimulatedChip }> {
  const folder = await newFolder();
  const chip = SimulatedChip.create(device);
  const server = await startGdbServer(chip, { port: 0 });
  return {
    ...held(device, chip, `gdb:127.0.0.1:${server.port}`),
    chip,
    folder,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function held(device: Device, chip: SimulatedChip, probe: string): Pick<Board, 'target' | 'touch'> {
  letTimePass(chip);
  return { target: { probe, device: device.name }, touch: async (work) => work(chip) };
}

/** An erase takes a second, and a chip behind a server has no clock but the accesses to it. */
function letTimePass(chip: SimulatedChip): void {
  chip.onOperation(({ kind }) => {
    if (kind === 'erase') setImmediate(() => elapse(chip));
  });
}

const eraseUs = 1_000_000;

function elapse(chip: SimulatedChip): void {
  try {
    if (chip.isPowered) chip.ahb.elapse(eraseUs);
  } catch (error) {
    // The supply went meanwhile, as a test has arranged it.
    if (!(error instanceof PowerLost)) throw error;
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'otpforge-board-'));
}

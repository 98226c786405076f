import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readIntelHex } from '../../src/image/index.js';
import { isAlive } from '../support/processes.js';
import type { Bench } from './bench.js';

/** Burns what mergeUnit has made; probe and device come behind. */
export const programArgs = ['program', 'unit.hex', '--yes', '--no-rehearse'] as const;

/** Makes unit.hex of the example for a chip. */
export async function mergeUnit(bench: Bench, chip: 'f401' | 'l476'): Promise<void> {
  const layout = ['--layout', `otp-${chip}.yaml`, '--data', 'unit.json'];
  const merged = await bench.run(['merge', `example-${chip}.hex`, ...layout, '-o', 'unit.hex']).result;
  expect(merged.exitCode).toBe(0);
}

/** Does something at an operation of the flash controller in the middle of the burn of the data. */
export function inTheBurn({ chip }: Bench, act: () => void, operation = 12): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const stop = chip.onOperation(({ kind, address }) => {
      count += kind === 'program' && address >= 0x1fff7000 ? 1 : 0;
      if (count !== operation) return;
      stop();
      act();
      resolve();
    });
  });
}

export async function started(bench: Bench): Promise<void> {
  while (bench.starts().length === 0) await new Promise((later) => setImmediate(later));
}

export async function finishes(bench: Bench, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await bench.run(args).result;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  await holdsUnit(bench);
  expectNothingLeft(bench);
}

export async function holdsUnit({ chip, folder }: Bench): Promise<void> {
  for (const { address, bytes } of readIntelHex(await readFile(join(folder, 'unit.hex')), 'unit.hex')
    .segments) {
    expect(Buffer.from(chip.bench.peek(address, bytes.length)).equals(Buffer.from(bytes))).toBe(true);
  }
}

export function processesOf(bench: Bench): readonly number[] {
  return bench.starts().flatMap(({ pid, own, guard }) => [pid, own, guard]);
}

export function expectNothingLeft(bench: Bench): void {
  expect(processesOf(bench).filter(isAlive)).toEqual([]);
  expect(bench.starts().filter(({ cwd }) => existsSync(cwd))).toEqual([]);
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import { type ChipBench, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { type CountedRun, countedRun } from './counted-run.js';

/** Eight bytes of a serial number: a whole write unit on every bank. */
export const serial = [0x53, 0x4e, 0x2d, 0x30, 0x30, 0x34, 0x32, 0x00];
export const serialText = '53 4E 2D 30 30 34 32 00';

/** A chip, what is asked of it, and what is said about it. */
export interface Trial {
  readonly device: Device;
  /** What lasts in the chip file. */
  readonly chip?: (bench: ChipBench) => void;
  /** What lasts until the chip is closed, as `fault=` words. */
  readonly fault?: string;
  /** What the image holds beside the firmware; the serial at the start of the bank unless given. */
  readonly otp?: readonly (readonly [address: number, bytes: readonly number[]])[];
  readonly flags?: readonly string[];
  /** Puts more into the folder that the command runs in. */
  readonly folder?: (folder: string) => Promise<void>;
}

const firmware = Array.from({ length: 64 }, (_, index) => index);

/** Runs `otpforge program` on a chip that holds other firmware; whether its file changed. */
export function runTrial(trial: Trial): Promise<CountedRun & { readonly isUnchanged: boolean }> {
  return inFolder(async (folder) => {
    const { device, fault, flags = ['--yes'] } = trial;
    const { run, file } = await prepare(trial, folder);
    const before = await readFile(file, 'utf8');
    await trial.folder?.(folder);
    const suffix = fault === undefined ? '' : `,fault=${fault}`;
    const result = await run(
      'program',
      'unit.hex',
      '--probe',
      `sim:${device.name},file=unit.chip${suffix}`,
      ...flags,
    );
    return { ...result, isUnchanged: (await readFile(file, 'utf8')) === before };
  });
}

/** Writes unit.chip and unit.hex of a trial into a folder. */
export async function prepare({ device, chip, otp }: Trial, folder: string) {
  const simulated = SimulatedChip.create(device);
  simulated.bench.poke(
    device.bank.flash.base,
    Uint8Array.from(firmware, (byte) => byte ^ 0x5a),
  );
  chip?.(simulated.bench);
  const file = join(folder, 'unit.chip');
  await saveChip(file, simulated);
  const parts = otp ?? [[device.bank.otp.base, serial] as const];
  await writeFile(
    join(folder, 'unit.hex'),
    writeIntelHex(imageOf([device.bank.flash.base, firmware], ...parts)),
  );
  return { file, run: (...args: string[]) => countedRun(args, folder) };
}

/** The refusal with a code as people read it: what is wrong, and the way out. */
export function refusalText(output: string, code: string): string {
  const lines = output.split('\n');
  const line = lines.findIndex((text) => text.startsWith(`refused [${code}]`));
  if (line >= 0) return lines.slice(line, line + 2).join('\n');
  const first = lines.findIndex((text) => text.startsWith('otpforge: '));
  expect(lines).toContain(`  [${code}]`);
  return lines.slice(first).join('\n');
}

/** A trial ends with exit 5 and a refusal that names all of `names`, and nothing of its one chip was touched. */
export async function expectRefusal(trial: Trial, code: string, names: readonly string[]): Promise<void> {
  const run = await runTrial(trial);
  const text = refusalText(run.output, code);
  for (const name of names) expect(text).toContain(name);
  expect(run.output).toContain('REFUSED: nothing was written');
  expect(run).toMatchObject({ exitCode: 5, isUnchanged: true });
  expect(run.chips).toHaveLength(1);
  expectUntouched(run);
}

/** Neither the main flash nor the OTP of any chip started an operation, and no core ran. */
export function expectUntouched({ chips }: CountedRun): void {
  const nothing = { flashOperations: 0, otpOperations: 0, refusedOperations: 0, instructions: 0 };
  expect(chips).toEqual(chips.map(() => nothing));
}

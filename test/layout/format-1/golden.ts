import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadBanks, type OtpBank } from '../../../src/bank/index.js';
import { packagePath } from '../../../src/files/package-path.js';
import { fuseArea } from '../../../src/layout/fuse-area.js';
import type { Merge } from './outcome.js';

/** A layout of this repository with some merges. */
export interface KeptLayout {
  /** The file that had it. */
  readonly source: string;
  readonly bank: string;
  readonly text: string;
  readonly merges: readonly Merge[];
  /** One of both: all that it comes to, or the hash of that. */
  readonly outcome?: unknown;
  readonly hash?: string;
}

// otpforge as it was before format 2 wrote both files. They are never made again: format 1 means what it meant.
const folder = packagePath('test', 'layout', 'golden');

/** Seeds of valid layouts, each with the hash of what they come to. */
export function keptSeeds(): ReadonlyMap<number, string> {
  const lines = readFileSync(`${folder}/format-1-random.txt`, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']));
}

/** The layouts of examples, docs and tests. */
export function keptLayouts(): readonly KeptLayout[] {
  return JSON.parse(readFileSync(`${folder}/format-1-repository.json`, 'utf8'));
}

export interface GoldenBanks {
  readonly random: readonly OtpBank[];
  named(name: string): OtpBank;
}

export async function goldenBanks(): Promise<GoldenBanks> {
  const shipped = (await loadBanks()).map(({ bank }): OtpBank => bank);
  const all = [...shipped, fuseArea('STM32MP157C')];
  const named = (name: string): OtpBank => {
    const bank = all.find((each) => each.name === name);
    if (!bank) throw new Error(`no bank ${name}`);
    return bank;
  };
  const chosen = ['stm32f4-otp', 'stm32l4-otp', 'stm32f76x-otp', 'stm32h74x-i-sector', 'stm32mp1-fuses'];
  return { random: chosen.map(named), named };
}

export function hashOf(outcome: unknown): string {
  return createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 12);
}

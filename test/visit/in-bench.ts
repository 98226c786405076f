import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Bench, type Kind, openBench } from './bench.js';

export interface BenchFolder {
  readonly folder: string;
  /** Opens the bench of this test; `values` and what follows it are those of line.yaml. */
  open(kind: Kind, layout: string, values: string): Promise<Bench>;
}

/** A folder and a state folder for each test, with one bench that is closed after it. */
export function useBenchFolder(): BenchFolder {
  let folder = '';
  let state: string | undefined;
  let bench: Bench | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-visit-'));
    state = process.env.OTPFORGE_STATE_DIR;
    process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  });
  afterEach(async () => {
    await bench?.tables.close();
    bench = undefined;
    if (state === undefined) delete process.env.OTPFORGE_STATE_DIR;
    else process.env.OTPFORGE_STATE_DIR = state;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    async open(kind, layout, values) {
      bench = await openBench(folder, kind, lineWith(kind, values), layout);
      return bench;
    },
  };
}

function lineWith(kind: Kind, values: string): string {
  return `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${kind === 'F4' ? 'STM32F401RE' : 'STM32L476RG'}
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
${values}`;
}

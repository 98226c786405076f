import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import { findUnit, type KnownUnit } from '../../src/ledger/index.js';
import type { Tables } from '../ledger/tables-support.js';
import { f401, l476 } from '../support/banks.js';
import { type Bench, type Kind, lineOf, openBench } from './bench.js';

/** A folder and a state folder for each test, with the bench that it opens. */
export function useVisits() {
  let folder = '';
  let bench: Bench | undefined;
  let state: string | undefined;
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
  const path = (name: string) => join(folder, name);
  const chipIn = (name: string, kind: Kind) => loadChip(path(name), kind === 'F4' ? f401 : l476);
  return {
    path,
    chipIn,
    /** A bench whose line has more than the usual one; `tables` are those of an earlier one with another line. */
    async open(kind: Kind, more = '', tables?: Tables): Promise<Bench> {
      bench = await openBench(folder, kind, `${lineOf(kind)}${more}`, undefined, tables);
      return bench;
    },
    /** What the ledger has of the die in a chip file. */
    async unitOf(name: string, kind: Kind): Promise<KnownUnit | undefined> {
      const { uid } = (await chipIn(name, kind)).toState();
      const devId = (kind === 'F4' ? f401 : l476).line.devIds[0] ?? 0;
      return bench?.tables.in((tx) => findUnit(tx, { uid, devId }));
    },
  };
}

/** An entry of `after` that runs a script, which may use `fs` and `env`. */
export function program(script: string, timeout = 60): string {
  const code = `const fs = require('fs'); const { env } = process; ${script}`;
  return `  - ${JSON.stringify({ command: [process.execPath, '-e', code], timeout })}\n`;
}

/** A script that gives the chip in a file another read protection, as a tool of the line does. */
export function protect(name: string, optionBytes: number): string {
  return `const chip = JSON.parse(fs.readFileSync('${name}')); chip.optionBytes = ${optionBytes}; fs.writeFileSync('${name}', JSON.stringify(chip));`;
}

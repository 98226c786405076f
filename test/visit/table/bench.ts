import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type OpenedLine, openLine } from '../../../src/api/open-line.js';
import { type Layout, loadLayout } from '../../../src/layout/index.js';
import type { KnownUnit } from '../../../src/ledger/index.js';
import type { VisitLedger } from '../../../src/visit/index.js';
import type { CliResult } from '../../support/cli.js';
import { otpforgeHere } from '../../support/in-process.js';
import { type LineKind, lineText } from './banks.js';

/** A line in a folder whose ledger is open beside the command that a test runs. */
export interface TableBench extends OpenedLine {
  readonly folder: string;
  readonly kind: LineKind;
  readonly layout: Layout;
  /** How values are hashed and sealed. */
  readonly keeper: Pick<VisitLedger, 'mac' | 'seal' | 'open'>;
  /** otpforge unit. */
  present(chip: string, ...args: readonly string[]): Promise<CliResult>;
  close(): Promise<void>;
}

/** A folder for the benches of a test file, whose state folder this process has until `remove` is called. */
export function benchFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-table-'));
  const before = process.env.OTPFORGE_STATE_DIR;
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  const remove = () => {
    process.env.OTPFORGE_STATE_DIR = before;
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}

/** Opens a line in an empty folder; the first one of a ledger makes it. */
export async function openTableBench(
  folder: string,
  kind: LineKind,
  ledgerText: string,
): Promise<TableBench> {
  const file = join(folder, 'line.yaml');
  writeFileSync(join(folder, 'otp.yaml'), kind.layout);
  writeFileSync(file, lineText(kind, ledgerText));
  const { exitCode } = await otpforgeHere(['ledger', 'status', file]);
  if (exitCode !== 0) {
    const made = await otpforgeHere(['ledger', 'init', file, '--simulated']);
    expect(made.exitCode, made.stderr).toBe(0);
  }
  const opened = await openLine(file, { medium: 'simulated' });
  const key = opened.ledger.key();
  return {
    ...opened,
    folder,
    kind,
    layout: await loadLayout(join(folder, 'otp.yaml'), kind.device.bank),
    keeper: {
      mac: (scope, bytes) => key.mac(scope, bytes),
      seal: (value, place) => key.seal(value, place),
      open: (sealed, place) => key.open(sealed, place),
    },
    present: (chip, ...args) =>
      otpforgeHere([
        ...['unit', file, '--probe', `sim:${kind.device.name},file=${join(folder, chip)}`],
        ...['--journal', join(folder, 'journal.jsonl'), '--yes', '--json', ...args],
      ]),
    close: () => opened.ledger.close(),
  };
}

export type Texts = Readonly<Record<'serial' | 'mac', string>>;

/** Values that no source of the line gives out. */
export function textsOf(n: number): Texts {
  const hex = n.toString(16).padStart(4, '0').toUpperCase();
  return {
    serial: `TT-${String(n).padStart(6, '0')}`,
    mac: `02:00:5E:F0:${hex.slice(0, 2)}:${hex.slice(2)}`,
  };
}

export function textsIn(unit: KnownUnit | undefined): Texts | undefined {
  const of = (field: string) => unit?.values.find((value) => value.field === field)?.text ?? '';
  return unit && { serial: of('serial'), mac: of('mac') };
}

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFolder } from '../files/state-folder.js';
import { version } from '../files/version.js';
import type { Layout } from './layout.js';
import type { SoundColumn } from './sound-table.js';

/** A thousand tables; the file begins again beyond it. */
const mostBytes = 64 * 1024;

/** Where the rows of a table begin, and what their cells are. */
export interface TableShape {
  readonly start: number;
  readonly delimiter: string;
  readonly width: number;
  readonly named: number;
}

/** What a check of a table depends on: every byte of it, what its fields take, and who checked. */
export function tableKey(
  { bank }: Layout,
  text: string,
  shape: TableShape,
  columns: readonly SoundColumn[],
): string {
  const rules = columns.map(({ name, index, field: { spec, length, unique }, isNeeded }) => {
    return { name, index, spec, length, unique, isNeeded };
  });
  const about = JSON.stringify([version(), bank.otp.erasedValue, shape, rules], (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(about).update('\0').update(text).digest('hex');
}

/** Whether a table was found to be without a fault. */
export function wasChecked(key: string): boolean {
  try {
    return readFileSync(listFile(), 'latin1').split('\n').includes(key);
  } catch {
    return false;
  }
}

/** Remembers a table without a fault. Where that cannot be written the table is checked again. */
export function rememberTable(key: string): void {
  try {
    makeFolders(stateFolder());
    const file = listFile();
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) rmSync(file);
    appendFileSync(file, `${key}\n`, { mode: 0o600 });
  } catch {
    // It costs the next command some time, and nothing else.
  }
}

// Node's own recursive form hangs where the system says that a parent is missing which is there.
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function listFile(): string {
  return join(stateFolder(), 'checked-tables');
}

import type { LedgerAddress } from '../ledger/address.js';
import type { Backup } from './line.js';
import type { LineProblem } from './problems.js';
import type { LineDocument } from './schema.js';

/** What is wrong with it goes to `problems`. */
export function backupOf(
  { backup }: LineDocument,
  ledger: LedgerAddress | undefined,
  beside: (name: string) => string,
  problems: LineProblem[],
): Backup | undefined {
  if (!backup) return undefined;
  if (ledger?.engine === 'postgres')
    problems.push({
      path: ['backup'],
      problem: "is for a SQLite ledger; PostgreSQL is backed up by the server's own tools",
    });
  const { to, every, keep } = backup;
  return { to: beside(to), everyMinutes: Number(every.slice(0, -1)) * minutes(every.at(-1)), keep };
}

function minutes(unit: string | undefined): number {
  if (unit === 'd') return 24 * 60;
  return unit === 'h' ? 60 : 1;
}

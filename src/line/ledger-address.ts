import { isAbsolute } from 'node:path';
import type { LedgerAddress } from '../ledger/address.js';

/** Reads "sqlite:line.db" or "postgres://user@host/database"; a text is what is wrong with it. `beside` finds files. */
export function ledgerAddress(text: string, beside: (name: string) => string): LedgerAddress | string {
  if (/^sqlite:/.test(text)) return sqliteFile(text.slice('sqlite:'.length), beside);
  if (/^postgres(ql)?:/.test(text)) return postgresUrl(text);
  return `must be ${forms}`;
}

const forms = 'sqlite:FILE or postgres://USER@HOST/DATABASE';

function sqliteFile(name: string, beside: (name: string) => string): LedgerAddress | string {
  if (name === '' || name.endsWith('/')) return `names no file; it must be ${forms}`;
  // The form of a URL is not one of ours, and would be a folder called "line.db".
  if (name.startsWith('//') && !isAbsolute(name.slice(2)))
    return 'has "//" behind "sqlite:"; write sqlite:line.db, or sqlite:/srv/line.db';
  if (name === ':memory:') return 'must be a file: a ledger in memory forgets what it has issued';
  return { engine: 'sqlite', file: beside(name.replace(/^\/\/(?=\/)/, '')) };
}

function postgresUrl(text: string): LedgerAddress | string {
  if (!URL.canParse(text)) return `is not a URL such as ${forms}`;
  const url = new URL(text);
  if (url.password !== '' || [...url.searchParams.keys()].some((key) => /^password$/i.test(key)))
    return 'contains a password, and this file is read by many; give it by PGPASSFILE, ~/.pgpass or PGPASSWORD';
  if (!/^\/[^/]/.test(url.pathname)) return `names no database; it must be ${forms}`;
  return { engine: 'postgres', url: text };
}

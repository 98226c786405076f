import type { Migration } from './migrate.js';
import { ledgerTables } from './schema-0.js';
import { unitTables } from './schema-1.js';
import { visitColumns } from './schema-2.js';
import { outputTables } from './schema-3.js';

/** The schema of a ledger, step by step. A released step never changes. */
export const migrations: readonly Migration[] = [ledgerTables, unitTables, visitColumns, outputTables];

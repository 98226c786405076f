import { startPostgres } from '../../support/postgres.js';
import { describeKills, type LedgerPlace } from './kills-suite.js';
import { type Kind, layouts } from './layouts.js';

for (const kind of Object.keys(layouts) as Kind[]) describeKills(kind, postgres);

async function postgres(): Promise<LedgerPlace> {
  const { url, data, remove } = await startPostgres();
  return { address: url, data, remove };
}

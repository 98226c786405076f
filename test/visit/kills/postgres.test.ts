import { afterAll, beforeAll } from 'vitest';
import { type PostgresServer, startPostgres } from '../../support/postgres.js';
import { describeKills } from './kills-suite.js';
import { type Kind, layouts } from './layouts.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.remove());

for (const [index, kind] of (Object.keys(layouts) as Kind[]).entries())
  describeKills(kind, () => ({ address: server.database(`line_${index}`), data: server.data }));

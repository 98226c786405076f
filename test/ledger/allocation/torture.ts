// Many more values than in the suite: `npm run torture -- --ledger [--units N] [--durable N]`. Not part of the suite.
import { join } from 'node:path';
import { test } from 'vitest';
import { inFolder } from '../../support/cli.js';
import { startPostgres } from '../../support/postgres.js';
import { type Amount, expectNoValueTwice } from './allocation.js';

const units = Number(process.env.OTPFORGE_TORTURE_UNITS ?? 100_000);
const durable = Number(process.env.OTPFORGE_TORTURE_DURABLE ?? 8_000);

test(`${units} units by 8 processes in SQLite`, () =>
  inFolder((folder) =>
    timed(units, () =>
      expectNoValueTwice({ engine: 'sqlite', file: join(folder, 'line.db') }, amountOf(units, units / 10)),
    ),
  ));

test(`${durable} units by 8 processes in PostgreSQL, each in a transaction of its own`, async () => {
  const server = await startPostgres();
  try {
    await timed(durable, () =>
      expectNoValueTwice({ engine: 'postgres', url: server.url }, amountOf(durable, durable - 8)),
    );
  } finally {
    await server.remove();
  }
});

/** So many units, of which `dies` come one by one and the others in batches. */
function amountOf(all: number, dies: number): Amount {
  const batches = all - dies > 8 ? 10 : 1;
  return { dies, batches, batchSize: (all - dies) / 8 / batches };
}

async function timed(count: number, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${count} units in ${seconds.toFixed(0)} s: ${(count / seconds).toFixed(0)} a second`);
}

/**
 * How many values a second the ledger gives out for good, one transaction each, beside the fdatasync of the same disk in the
 * same run; on PostgreSQL too where Debian's is installed. Prints and bounds nothing: disks differ.
 * Run `npm run build` first, then `node bench/ledger.mjs [folder on the disk]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, openStation, reserve } from '../dist/ledger/index.js';
import { fdatasyncRate, rateOf } from './support/durable.mjs';
import { postgresServer } from './support/postgres.mjs';

const SECONDS = 5;
const SERIALS = { name: 'serial', kind: 'sequence', first: 1, last: 99_999_999 };

await main();

async function main() {
  const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'otpforge-bench-'));
  const server = await postgresServer();
  try {
    await report('SQLite', folder, { engine: 'sqlite', file: join(folder, 'line.db') });
    if (server) await report('PostgreSQL', folder, { engine: 'postgres', url: server.url });
    else console.log('PostgreSQL is not installed (Debian: apt-get install postgresql)');
  } finally {
    await server?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Gives values to new dies, and prints how fast, beside the disk.
 * @param {string} name
 * @param {string} folder
 * @param {import('../dist/ledger/index.js').LedgerAddress} address
 */
async function report(name, folder, address) {
  const station = await openStation(join(folder, name));
  const ledger = await openLedger(address, { station, create: true });
  try {
    const before = await fdatasyncRate(folder, SECONDS / 2);
    const given = await rateOf(SECONDS, (turn) => give(ledger, turn));
    const syncs = (before + (await fdatasyncRate(folder, SECONDS / 2))) / 2;
    console.log(
      `${name.padEnd(11)} ${given.toFixed(0).padStart(6)} values/s, the disk ${syncs.toFixed(0).padStart(6)} fdatasync/s: ${(syncs / given).toFixed(1)} a value`,
    );
  } finally {
    await ledger.close();
  }
}

/** As T1 of a visit: one die, one value, one transaction, which is on the disk when it returns. */
async function give(ledger, turn) {
  const key = ledger.key();
  await ledger.transaction((tx) =>
    reserve(tx, {
      die: { devId: 0x433, uid: turn.toString(16).toUpperCase().padStart(24, '0') },
      product: 'bench',
      stage: '',
      values: (draw) =>
        draw(SERIALS, (n) => {
          const [text, scope] = [`SN-${n}`, 'bench/serial'];
          const canonical = Buffer.from(text);
          return {
            field: 'serial',
            source: 'sequence',
            unique: true,
            scope,
            mac: key.mac(scope, canonical),
            canonical,
            text,
          };
        }),
    }),
  );
}

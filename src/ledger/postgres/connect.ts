import type { Client } from 'pg';
import { OtpforgeError } from '../../errors/index.js';
import { columnParser } from './column-types.js';
import { loadPg } from './load-pg.js';
import { postgresError } from './postgres-errors.js';
import { shownUrl } from './shown-url.js';

export interface PostgresOptions {
  readonly waitMs: number;
  /** For tests: a server that does not write through to the disk. */
  readonly allowUnsafe: boolean;
}

/**
 * A connection whose COMMIT is on the server's disk when it returns. Errors: LEDGER_ENGINE_MISSING, LEDGER_UNAVAILABLE,
 * LEDGER_UNSAFE.
 */
export async function connect(url: string, { waitMs, allowUnsafe }: PostgresOptions): Promise<Client> {
  const pg = await loadPg();
  const server = shownUrl(url);
  const client = new pg.Client({
    connectionString: url,
    application_name: 'otpforge',
    keepAlive: true,
    connectionTimeoutMillis: waitMs,
    // Longer than a statement may wait at the server, so that only a server without an answer is given up.
    query_timeout: 2 * waitMs,
    types: { getTypeParser: columnParser as never },
  });
  // Without a listener the end of an idle connection would end the process; the next statement finds it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const [name, value] of [...settings, ['lock_timeout', String(waitMs)]])
      await client.query(`SET ${name} = ${value}`);
    const { rows } = await client.query('SHOW fsync');
    if (rows[0]?.fsync !== 'on' && !allowUnsafe) throw unsafe(server);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof OtpforgeError ? error : postgresError(server, error);
  }
}

const settings = [
  ['synchronous_commit', 'on'],
  ['bytea_output', "'hex'"],
  ['standard_conforming_strings', 'on'],
  ['client_min_messages', 'warning'],
  // A table of few rows would be read as a whole, and each transaction would conflict with all that change a row of it.
  ['enable_seqscan', 'off'],
  // A station that hangs within a transaction would stop all others.
  ['idle_in_transaction_session_timeout', "'60s'"],
];

function unsafe(server: string): OtpforgeError {
  return new OtpforgeError('LEDGER_UNSAFE', {
    message: `${server}: the server has fsync = off: after a power cut it could issue a value again`,
    remedy: 'Set fsync = on in postgresql.conf and reload the server.',
    details: { server },
  });
}

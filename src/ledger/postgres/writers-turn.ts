import type { Client } from 'pg';

/** Any number that no other program is likely to lock in this database, and another than that of migrations. */
export const turnLock = 0x6f747067;

/**
 * Waits until no other connection has its turn: before a transaction, which sees what was before its first statement. False
 * where another one keeps it for long, as a station that hangs does, or the connection is lost: the turn only saves attempts.
 */
export async function takeTurn(client: Client): Promise<boolean> {
  try {
    await client.query(`SET LOCAL lock_timeout = ${patienceMs}; SELECT pg_advisory_lock(${turnLock})`);
    return true;
  } catch {
    return false;
  }
}

export async function giveTurn(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [turnLock]);
}

const patienceMs = 3_000;

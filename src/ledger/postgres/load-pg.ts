import { OtpforgeError } from '../../errors/index.js';

export type Pg = Pick<typeof import('pg'), 'Client'>;

/** The client of PostgreSQL. Errors: LEDGER_ENGINE_MISSING. */
export async function loadPg(load: () => Promise<Pg> = () => import('pg')): Promise<Pg> {
  try {
    return await load();
  } catch (cause) {
    throw new OtpforgeError('LEDGER_ENGINE_MISSING', {
      message: 'the package pg, which speaks to PostgreSQL, cannot be loaded',
      remedy: 'Install it beside otpforge: npm install pg@8',
      details: { package: 'pg' },
      cause,
    });
  }
}

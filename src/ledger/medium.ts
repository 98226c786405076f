import { OtpforgeError } from '../errors/index.js';
import type { Transaction } from './database.js';
import type { Medium } from './ledger.js';
import { type Meta, setMeta } from './meta.js';

/** Keeps what the dies of a ledger are at its first use. Errors: LEDGER_MEDIUM for the other kind of them later. */
export async function keepMedium(tx: Transaction, meta: Meta, medium: Medium | undefined): Promise<void> {
  const first = meta.get('medium');
  if (medium === undefined || medium === first) return;
  if (first === undefined) return setMeta(tx, 'medium', medium);
  throw new OtpforgeError('LEDGER_MEDIUM', {
    message: `the ledger is for ${dies[first as Medium]}, and this one is ${medium === 'silicon' ? 'real' : 'simulated'}`,
    remedy: 'Name another ledger in line.yaml: values of trials must not meet those of products.',
    details: { ledger: first, medium },
  });
}

const dies = { silicon: 'real chips', simulated: 'simulated chips' };

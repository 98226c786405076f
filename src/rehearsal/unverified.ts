import { type Bank, lackOfWitness } from '../bank/index.js';
import type { Plan } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Medium } from '../probe/index.js';

/** Whether a plan burns anything. */
export function burns({ refusals, units }: Pick<Plan, 'refusals' | 'units'>): boolean {
  return refusals.length === 0 && units.some(({ state }) => state === 'burn');
}

/** Refuses silicon for a bank that nothing but our own model, or a model of another chip, has tested. Errors: BANK_UNVERIFIED. */
export function refuseUnwitnessed(bank: Bank, medium: Medium): void {
  const reason = medium === 'silicon' ? lackOfWitness(bank) : undefined;
  if (reason !== undefined) throw unverified(reason, { bank: bank.name, family: bank.family });
}

/** The refusal of a loader that is not the package's and was not rehearsed. */
export function unrehearsed({ area, loader }: Plan): OtpforgeError {
  return unverified(
    `the loader of the bank ${area.name} is not the package's (SHA-256 ${loader?.sha256}), and the simulated chip has no model of its flash controller to rehearse it on`,
    { bank: area.name, loaderSha256: loader?.sha256 ?? null },
  );
}

function unverified(reason: string, details: Readonly<Record<string, string | null>>): OtpforgeError {
  return new OtpforgeError('BANK_UNVERIFIED', {
    message: `${reason}: nothing was written`,
    remedy:
      'Try it on chips that you can spare with --unverified-bank. The report then says that nothing but the chip itself has tested this bank.',
    details,
  });
}

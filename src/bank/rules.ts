import { addressIssues } from './address-map.js';
import type { Bank } from './bank.js';
import { type BankIssue, geometryIssues } from './geometry.js';
import { lineIssues, registerIssues } from './identity-rules.js';
import { ramIssues } from './ram.js';

/** What a schema alone cannot say of a bank of any format. */
export function* bankIssues(bank: Bank): Generator<BankIssue> {
  yield* geometryIssues(bank);
  yield* registerIssues(bank);
  yield* addressIssues(bank);
  yield* lineIssues(bank);
  yield* ramIssues(bank);
}

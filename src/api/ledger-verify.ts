import { OtpforgeError } from '../errors/index.js';
import { type BrokenChain, brokenChains } from '../ledger/events.js';
import type { Ledger, Transaction } from '../ledger/index.js';
import type { LedgerKey } from '../ledger/key.js';
import { type Account, account, type PoolState, pools } from '../ledger/pools/account.js';
import { type SkipReason, skipReasons } from '../ledger/pools/skip-reasons.js';
import type { SealedFor } from '../ledger/seal.js';
import { sealedValues } from '../ledger/units/sealed.js';
import { withLine } from './open-line.js';
import { checkOptions, text } from './options/index.js';

export interface LedgerVerifyOptions {
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
}

export interface LedgerVerifyDocument {
  readonly format: 'otpforge.ledger-verify/1';
  /** `damaged`: a number cannot be accounted for, a chain of events is broken, or a sealed value cannot be opened. */
  readonly result: 'accounted' | 'damaged';
  readonly ledger: string;
  /** Each pool in each period, by its name. */
  readonly pools: readonly PoolAccount[];
  /** The first event of a station that is missing, changed or one too many. */
  readonly brokenChains: readonly BrokenChain[];
  /** The values that are kept sealed; only where this station has the key. */
  readonly sealed?: SealedAccount;
}

export interface SealedAccount {
  readonly opened: number;
  /** Their rows were changed: a burn of these units cannot be finished. */
  readonly damaged: readonly SealedFor[];
}

/** What became of the numbers of a pool from its first up to the one before `next`. */
export interface PoolAccount extends Pick<PoolState, 'name' | 'period' | 'first' | 'next'>, Account {
  /** Why numbers were skipped, at most a hundred reasons. */
  readonly reasons: readonly SkipReason[];
}

/**
 * Proves that each number below the next one of each pool is issued, released, scrapped or skipped, and that no event is
 * missing or changed, nor a sealed value. What it finds is not an error. Errors: those of openLine.
 */
export async function ledgerVerify(
  file: string,
  options: LedgerVerifyOptions = {},
): Promise<LedgerVerifyDocument> {
  checkOptions('ledgerVerify', options, { ledgerKey: text });
  return withLine(file, options, ({ ledger }) =>
    ledger.transaction(async (tx) => {
      const accounts: PoolAccount[] = [];
      for (const pool of await pools(tx)) accounts.push(await accountOf(tx, pool));
      const broken = await brokenChains(tx, ledger.id);
      const sealed = await sealedAccount(tx, ledger);
      const isWhole =
        broken.length === 0 &&
        !sealed?.damaged.length &&
        accounts.every(({ unaccounted }) => unaccounted.length === 0);
      return {
        format: 'otpforge.ledger-verify/1',
        result: isWhole ? 'accounted' : 'damaged',
        ledger: ledger.id,
        pools: accounts,
        brokenChains: broken,
        ...(sealed && { sealed }),
      };
    }),
  );
}

async function accountOf(tx: Transaction, pool: PoolState): Promise<PoolAccount> {
  const { name, period, first, next } = pool;
  return { name, period, first, next, ...(await account(tx, pool)), reasons: await skipReasons(tx, pool) };
}

async function sealedAccount(tx: Transaction, ledger: Ledger): Promise<SealedAccount | undefined> {
  const key = keyOf(ledger);
  if (!key) return undefined;
  const damaged: SealedFor[] = [];
  const values = await sealedValues(tx);
  for (const { sealed, ...place } of values) if (!opens(key, sealed, place)) damaged.push(place);
  return { opened: values.length - damaged.length, damaged };
}

function keyOf(ledger: Ledger): LedgerKey | undefined {
  return withoutError(() => ledger.key(), keyCodes);
}

function opens(key: LedgerKey, sealed: Uint8Array, place: SealedFor): boolean {
  return withoutError(() => key.open(sealed, place), ['LEDGER_DAMAGED']) !== undefined;
}

const keyCodes = ['LEDGER_KEY_MISSING', 'LEDGER_KEY_WRONG'];

function withoutError<T>(work: () => T, codes: readonly string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof OtpforgeError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

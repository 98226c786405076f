/** What runs in the process that is killed: each wrapped function of otpforge says where it is. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ledger, LedgerTransaction } from '../../../src/ledger/index.js';
import { type PlaceInProcess, placesInProcess } from './places.js';

type Call = (...args: readonly unknown[]) => unknown;

let deadly: string | undefined;
/** What a transaction did to the ledger. A station has several at a time, which may not take the name of another. */
const transactions = new AsyncLocalStorage<{ step: string }>();

export function killAt(place: PlaceInProcess | undefined): void {
  deadly = place && placesInProcess[place];
}

function reached(place: string): void {
  if (place === deadly) process.kill(process.pid, 'SIGKILL');
}

/** A wrapper of each function, by its name. */
export const wraps: Readonly<Record<string, (real: Call) => Call>> = {
  reserve: asStep('reserve'),
  storeAnswer: asStep('storeAnswer'),
  setContent: asStep('setContent'),
  claim: asStep('claim'),
  finish: asStep('finish'),
  openLedger:
    (real) =>
    async (...args) =>
      watched((await real(...args)) as Ledger),
  remember: around('remember', () => reached(`committed ${transactions.getStore()?.step}`)),
  presentDie: around('presentDie'),
  rehearseWhen: around('rehearseWhen'),
  burnOtp: around('burnOtp'),
  visit: around('visit'),
  appendToJournal:
    (real) =>
    async (...args) => {
      const { state } = args[1] as { readonly state: string };
      reached(`before the ${state} line`);
      const appended = await real(...args);
      reached(`after the ${state} line`);
      return appended;
    },
  // Of the journal's lines alone.
  writeFileSync:
    (real) =>
    (...[fd, text]) => {
      const line = String(text);
      const state = /"state": ?"(begin|end)"/.exec(line)?.[1];
      if (deadly === `half of the ${state} line`) {
        real(fd, line.slice(0, line.length / 2));
        reached(deadly);
      }
      return real(fd, text);
    },
};

function asStep(name: string): (real: Call) => Call {
  return (real) =>
    (...args) => {
      const transaction = transactions.getStore();
      if (transaction) transaction.step = name;
      return real(...args);
    };
}

function around(name: string, first = () => reached(`before ${name}`)): (real: Call) => Call {
  return (real) =>
    async (...args) => {
      first();
      const value = await real(...args);
      reached(`after ${name}`);
      return value;
    };
}

function watched(ledger: Ledger): Ledger {
  const real = ledger.transaction.bind(ledger);
  let isAsked = false;
  const transaction = <T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> => {
    const now = { step: '' };
    return transactions.run(now, async () => {
      const value = await real(async (tx) => {
        const done = await work(tx);
        reached(`in the transaction of ${now.step}`);
        if (now.step === 'finish' && isAsked) reached('asking again for finish');
        return done;
      });
      reached(`after the transaction of ${now.step}`);
      if (now.step === 'finish' && deadly === 'asking again for finish') {
        isAsked = true;
        throw new Error('COMMIT got no answer');
      }
      return value;
    });
  };
  return Object.assign(ledger, { transaction });
}

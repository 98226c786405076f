import type { VisitLedger, VisitResult } from '../../src/visit/index.js';

/** A visit that goes on only when it is told to. */
export interface Visitor {
  /** Lets it go on: to the plan with T1 behind it, then over T2 and the burn, then over T3 to its end. */
  step(): Promise<void>;
  readonly end: Promise<VisitResult>;
}

type Present = (ledger: VisitLedger, confirm: () => Promise<boolean>) => Promise<VisitResult>;

/** Holds a visit before T1, T2 and T3, so that two of them take their steps in the order that a test gives. */
export function visitor(ledger: VisitLedger, present: Present): Visitor {
  let go = () => {};
  let arrive = () => {};
  const hold = () =>
    new Promise<void>((resolve) => {
      go = resolve;
      arrive();
    });
  let claims: 'none' | 'made' | 'passed' = 'none';
  const held: VisitLedger = {
    ...ledger,
    async transaction(work) {
      // The next one after that of the claim is T3.
      if (claims === 'made') {
        claims = 'passed';
        await hold();
      }
      let isClaim = false;
      const value = await ledger.transaction((tx) =>
        work({
          ...tx,
          addEvent: (event) => {
            isClaim = event.kind === 'claim';
            return tx.addEvent(event);
          },
        }),
      );
      if (isClaim) claims = 'made';
      return value;
    },
  };
  const confirm = async () => {
    await hold();
    return true;
  };
  const end = hold().then(() => present(held, confirm));
  const settled = end.then(
    () => undefined,
    () => undefined,
  );
  return {
    end,
    async step() {
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      go();
      await Promise.race([arrived, settled]);
    },
  };
}

import type { Ledger } from '../ledger/index.js';
import { readMeta } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { OutputSender } from './output-sender.js';
import { type Pause, pause } from './pause.js';
import type { OutputProblem } from './problem.js';
import { receiverOf } from './receiver.js';
import { onlySender, type SenderLock } from './sender-lock.js';

/** The outputs of a running station. Nothing waits for them. */
export interface Outputs {
  /** What is wrong now, one for each output that is in trouble. */
  readonly problems: readonly OutputProblem[];
  /** Something was recorded. */
  wake(): void;
  /** Sends what is there, for three seconds at most: what is left goes at the next start. */
  stop(): Promise<void>;
}

export interface OutputOptions {
  /** Hears what is wrong once, when it begins. */
  readonly onProblem: (problem: OutputProblem) => void;
  /** `problems` has changed. */
  readonly onChange: () => void;
  /** Asked before a program runs each time. Errors: LINE_UNTRUSTED, FILE_*. */
  readonly checkTrust: () => Promise<void>;
  readonly pause?: Pause;
}

/**
 * Sends what the ledger records of the line's product to its outputs, each event at least once. The line must be trusted.
 * Errors: those of the ledger; FILE_WRITE_FAILED for the station's folder.
 */
export async function startOutputs(
  ledger: Pick<Ledger, 'id' | 'station' | 'transaction'>,
  { product, outputs }: Pick<Line, 'product' | 'outputs'>,
  { onProblem, onChange, checkTrust, pause: wait = pause }: OutputOptions,
): Promise<Outputs> {
  if (outputs.length === 0) return { problems: [], wake() {}, stop: async () => undefined };
  const meta = await ledger.transaction(readMeta);
  const origin = { ledger: ledger.id, training: meta.get('medium') === 'simulated' };
  const locks: SenderLock[] = [];
  const senders = outputs.map((output) => {
    const receiver = receiverOf(output, checkTrust);
    const lock = onlySender(ledger, { product, name: output.name });
    locks.push(lock);
    const key = { product, name: output.name, station: receiver.isOwn ? ledger.station.id : '' };
    return new OutputSender({
      ...{ ledger, origin, key, receiver, pause: wait },
      isOurs: lock.isOurs,
      onProblem(problem) {
        if (problem) onProblem(problem);
        onChange();
      },
    });
  });
  return {
    get problems() {
      return senders.flatMap(({ problem }) => problem ?? []);
    },
    wake() {
      for (const sender of senders) sender.wake();
    },
    async stop() {
      const grace = new AbortController();
      const late = new AbortController();
      void wait(graceMs, grace.signal).then(() => late.abort());
      await Promise.all(senders.map((sender) => sender.stop(late.signal)));
      grace.abort();
      for (const lock of locks) lock.release();
    },
  };
}

const graceMs = 3_000;

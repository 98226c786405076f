import type { PostOutput } from '../line/index.js';
import type { OutputEvent } from './event.js';
import { outputFailed } from './output-failed.js';
import type { Receiver } from './receiver.js';

const defaultSeconds = 10;

/** An address that gets each event by POST, and has it when it answers 2xx. */
export function postReceiver(output: PostOutput & { readonly name: string }): Receiver {
  const { timeout = defaultSeconds } = output;
  return {
    isOwn: false,
    most: 1,
    timeout,
    async send(events, signal) {
      for (const event of events) await post(output, event, timeout, signal);
    },
    close: async () => undefined,
  };
}

async function post(
  { name, url, headers }: PostOutput & { readonly name: string },
  { id, text }: OutputEvent,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  const own = { 'content-type': 'application/json', 'idempotency-key': id };
  const given = Object.entries(headers).map(([key, value]) => [key, fromEnvironment(name, key, value)]);
  const answer = await within(timeout, signal, (until) =>
    fetch(url, {
      method: 'POST',
      headers: { ...Object.fromEntries(given), ...own },
      body: text,
      // What is trusted is this address.
      redirect: 'manual',
      signal: until,
    }),
  ).catch((cause: unknown) => {
    throw outputFailed(name, cause === isLate ? `no answer within ${timeout} s` : reasonOf(cause), cause);
  });
  await answer.body?.cancel().catch(() => undefined);
  if (!answer.ok) throw outputFailed(name, `it answered ${answer.status}`);
}

const isLate = new Error('late');

/** Does some work until its time is up or a signal ends it. */
async function within<T>(
  seconds: number,
  signal: AbortSignal,
  work: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const until = new AbortController();
  const stop = () => until.abort(new Error('it was ended with the station'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const timer = setTimeout(() => until.abort(isLate), seconds * 1000);
  try {
    return await work(until.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** A header with the variables that it names. What they hold may be secret, and is in no message. */
function fromEnvironment(name: string, key: string, value: string): string {
  const expanded = value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
    const found = process.env[variable];
    if (found === undefined)
      throw outputFailed(name, `headers.${key} needs ${variable}, which the environment does not have`);
    return found;
  });
  if (!isHeader(key, expanded))
    throw outputFailed(
      name,
      `headers.${key} cannot be sent: one of its variables has a line end or another character that a header cannot have`,
    );
  return expanded;
}

function isHeader(key: string, value: string): boolean {
  try {
    new Headers({ [key]: value });
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch itself says only that it failed, and with several addresses of a host there are several reasons.
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : error.message;
}

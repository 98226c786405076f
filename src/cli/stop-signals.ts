import { OtpforgeError } from '../errors/index.js';
import { note } from './output.js';
import { printError } from './print-error.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a command that has written nothing may take to end by itself. */
const patienceMs = 4000;

export interface Stop {
  readonly signal: AbortSignal;
  /** Called before a write: from then on it is finished, however long that takes. */
  readonly onWrite: () => void;
}

/**
 * Turns Ctrl-C and its like into a wish: a write that has begun is finished, the next one is not begun. A command that has
 * written nothing always ends: by itself, or else after some seconds or at a second signal.
 */
export function stopOnSignals(json: boolean): Stop {
  const controller = new AbortController();
  let written = false;
  const hear = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (!written) endNow(name, json);
      return;
    }
    note(`otpforge: ${name}: stopping before the next step that writes …`);
    controller.abort();
    // What nothing keeps alive has ended by then.
    setTimeout(() => {
      if (!written) endNow(name, json);
    }, patienceMs).unref();
  };
  for (const name of signals) process.on(name, hear);
  return {
    signal: controller.signal,
    onWrite: () => {
      written = true;
    },
  };
}

function endNow(name: NodeJS.Signals, json: boolean): void {
  const exitCode = printError(
    new OtpforgeError('STOPPED', {
      message: 'stopped as asked: nothing was written; what the command waited for did not answer',
      remedy: 'Check the probe before the next run.',
    }),
    json,
    process.argv[2] === 'unit' ? 'unit' : 'program',
  );
  if (!waitsForTheSystem()) process.exit(exitCode);
  // Node itself would wait for a file or a name server at its exit.
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function waitsForTheSystem(): boolean {
  return process.getActiveResourcesInfo().some((name) => /^(?:FSReq|GetAddrInfo)/.test(name));
}

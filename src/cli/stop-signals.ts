import { note } from './output.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns Ctrl-C and its like into a wish: a write that has begun is finished, the next one is not begun. */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    process.on(signal, () => {
      if (!controller.signal.aborted)
        note(`otpforge: ${signal}: stopping before the next step that writes …`);
      controller.abort();
    });
  }
  return controller.signal;
}

import type { RunEvent } from '../burn/index.js';

/** Hears what a call that reaches a chip reports on its way. */
export type OnEvent = (event: RunEvent) => void;

export interface Hearing {
  readonly note: (text: string) => void;
  readonly onEvent: OnEvent;
}

/**
 * Options whose listeners can always be called: notes are events too, and a listener's failure is its own. Nobody who only
 * listens may end a burn half-way; what goes wrong there becomes a warning of Node's.
 */
export function hearing<Options extends Partial<Hearing>>(options: Options): Options & Hearing {
  const { note, onEvent } = options;
  const tell = guarded('onEvent', onEvent);
  const write = guarded('note', note);
  return {
    ...options,
    onEvent: tell,
    note: (text) => {
      write(text);
      tell({ type: 'note', text });
    },
  };
}

function guarded<T>(name: string, listener: ((what: T) => void) | undefined): (what: T) => void {
  if (!listener) return () => undefined;
  const warn = (error: unknown) =>
    process.emitWarning(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  return (what) => {
    try {
      // An async function is one that returns nothing, to the compiler.
      Promise.resolve(listener(what)).catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}

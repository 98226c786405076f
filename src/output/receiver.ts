import type { Output } from '../line/index.js';
import type { OutputEvent } from './event.js';
import { fileReceiver } from './file-receiver.js';
import { postReceiver } from './post-receiver.js';
import { programReceiver } from './program-receiver.js';

/** What gets events. */
export interface Receiver {
  /** Each station has one for itself. */
  readonly isOwn: boolean;
  /** Events that it gets at once. */
  readonly most: number;
  /** Seconds that one call may take. */
  readonly timeout: number;
  /** Resolves when it has the events for good. Errors: OUTPUT_FAILED, FILE_*, LINE_UNTRUSTED. */
  send(events: readonly OutputEvent[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function receiverOf(output: Output, checkTrust: () => Promise<void>): Receiver {
  if (output.kind === 'file') return fileReceiver(output);
  return output.kind === 'post' ? postReceiver(output) : programReceiver(output, checkTrust);
}

import type { Output } from '../line/index.js';
import { runProgram } from '../sign/index.js';
import { outputFailed } from './output-failed.js';
import type { Receiver } from './receiver.js';

const defaultSeconds = 10;

/** A program that reads an event on standard input, and has it when it ends well. */
export function programReceiver(
  { name, command: { command, folder, timeout = defaultSeconds } }: Output & { readonly kind: 'command' },
  checkTrust: () => Promise<void>,
): Receiver {
  return {
    isOwn: false,
    most: 1,
    timeout,
    async send(events, signal) {
      for (const { id, text, repeat } of events) {
        // It may have been changed while the station runs.
        await checkTrust();
        const env = { OTPFORGE_EVENT: id, OTPFORGE_REPEAT: repeat ? '1' : '' };
        const input = new TextEncoder().encode(`${text}\n`);
        const end = await runProgram({ command, folder, timeout }, { input, env, isSilent: true, signal });
        if (end.ended === 'late') throw outputFailed(name, `it was ended after ${timeout} s`);
        if (end.ended === 'stopped') throw outputFailed(name, 'it was ended with the station');
        if (end.ended === 'badly') throw outputFailed(name, end.why);
      }
    },
    close: async () => undefined,
  };
}

import { existsSync } from 'node:fs';
import type { ProbeUri } from '../probe/index.js';
import { type ContactClock, realClock } from './clock.js';
import type { Contact } from './contact.js';

const pollMs = 100;

/** Of a simulated chip: its board is in while its file is there. Without a file it is in from the begin to the end. */
export function fileContact(uri: ProbeUri, clock: ContactClock = realClock): Contact {
  const { file } = uri.options;
  const isIn = () => file === undefined || existsSync(file);
  return {
    async boardIn(signal) {
      signal.throwIfAborted();
      while (!isIn()) await clock.wait(pollMs, signal);
      return uri;
    },
    async boardOut(signal) {
      signal.throwIfAborted();
      while (isIn()) await clock.wait(pollMs, signal);
    },
  };
}

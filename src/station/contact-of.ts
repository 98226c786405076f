import type { ProbeUri } from '../probe/index.js';
import type { Contact } from './contact.js';
import { fileContact } from './file-contact.js';
import { type ProbeContactOptions, probeContact } from './probe-contact.js';
import { trayContact } from './tray-contact.js';

/** What notices the boards of a slot, by the kind of its probe. Errors: PROBE_URI. */
export function contactOf(slot: string, uri: ProbeUri, options: ProbeContactOptions): Contact {
  if (uri.scheme !== 'sim') return probeContact(uri, options);
  const { tray } = uri.options;
  return tray === undefined ? fileContact(uri, options.clock) : trayContact(slot, uri, options.clock);
}

import { OtpforgeError } from '../errors/index.js';
import { mapProbeFiles, type ProbeUri, parseProbeUri, probeText } from '../probe/index.js';
import type { LineProblem } from './problems.js';

/** The probe of each slot with absolute paths; what is wrong goes to `problems`. */
export function slotsOf(
  slots: Readonly<Record<string, string>>,
  beside: (name: string) => string,
  problems: LineProblem[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const [slot, uri] of Object.entries(slots)) {
    const path = ['slots', slot];
    const probe = probeOf(uri);
    if (typeof probe === 'string') {
      problems.push({ path, problem: probe });
      continue;
    }
    const absolute = mapProbeFiles(probe, beside);
    const adapter = adapterOf(absolute);
    const other = adapter === undefined ? undefined : owners.get(adapter);
    if (other !== undefined) problems.push({ path, problem: `has the probe of slot ${other}` });
    else if (adapter !== undefined) owners.set(adapter, slot);
    found.set(slot, probeText(absolute));
  }
  return found;
}

function probeOf(uri: string): ProbeUri | string {
  try {
    return parseProbeUri(uri);
  } catch (cause) {
    if (!(cause instanceof OtpforgeError)) throw cause;
    const reason = cause.message.replace(/^--probe /, '');
    return cause.remedy === undefined ? reason : `${reason}. ${cause.remedy}`;
  }
}

/** What two slots cannot have in common; a simulated chip without a file is a new one each time. */
function adapterOf({ scheme, target, options }: ProbeUri): string | undefined {
  if (scheme !== 'sim') return `${scheme}:${target}`;
  return options.file;
}

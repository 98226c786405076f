import { createHash } from 'node:crypto';
import { otpRanges, parseDeadlines } from '../gdb/index.js';
import type { OpenContext } from '../kinds.js';
import type { Probe } from '../probe.js';
import type { ProbeUri } from '../uri.js';
import { findOpenocd } from './find-openocd.js';
import { scriptFiles } from './scripts.js';
import { startOpenocd } from './start.js';

/**
 * Opens `openocd:<file>[,<file>…][,timeout=<ms>]`: the installed OpenOCD with these files, whose target they define.
 * Errors: PROBE_*, FILE_NOT_FOUND, TARGET_POWER.
 */
export async function openOpenocd(uri: ProbeUri, { banks }: OpenContext): Promise<Probe> {
  const deadlines = parseDeadlines(uri);
  const openocd = findOpenocd();
  const files = scriptFiles(uri, openocd.scripts);
  const key = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16);
  return startOpenocd({
    openocd,
    uri,
    lock: `openocd-${key}`,
    steps: files.map((file) => ({ file })),
    called: `openocd:${uri.target}`,
    serial: uri.target,
    describe: (name) => `${name} with ${uri.target}`,
    deadlines,
    uncached: otpRanges(banks),
  });
}

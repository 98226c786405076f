import { OtpforgeError } from '../errors/index.js';
import type { Line } from '../line/index.js';
import { kindOf, type ProbeUri, probeText } from '../probe/index.js';

/**
 * Refuses a probe that cannot do what the line wants after the burn, and a rework that has nothing to write, before a die
 * gets a value. Errors: PROBE_UNSUPPORTED, USAGE.
 */
export function checkVisitNeeds(
  { file, verify, expect, firmware }: Line,
  uri: ProbeUri,
  rework: boolean = false,
): void {
  if (rework && firmware === undefined) throw nothingToWrite(file);
  const probe = probeText(uri);
  const isCold = verify === 'cold';
  if (isCold && !kindOf(uri).seesSupply)
    throw unsupported(
      `${file} verifies cold, and ${probe} does not show when the board loses its supply; nothing was written`,
      'Use a J-Link with VTref wired, or take "verify: cold" out of the line.',
      probe,
    );
  if (expect?.rdp === 2 && !kindOf(uri).reachesClosed)
    throw unsupported(
      `${file} expects read protection level 2, and ${probe} cannot connect to a chip at this level: each unit would fail after it was burnt and closed; nothing was written`,
      'Take "expect" out of the line, and let the last program of "after" check the level that it sets.',
      probe,
    );
  if ((isCold || expect?.rdp !== undefined) && uri.scheme === 'sim' && uri.options.file === undefined)
    throw unsupported(
      `${file} reads the chip again in a second session, and ${probe} keeps nothing from one to the next; nothing was written`,
      'Give the simulated chip a file: sim:DEVICE,file=unit.chip.',
      probe,
    );
}

function nothingToWrite(file: string): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: `${file} names no firmware, and a rework writes nothing else; nothing was written`,
    remedy: 'Leave --rework out, or give the line its firmware.',
    details: { file },
  });
}

function unsupported(message: string, remedy: string, probe: string): OtpforgeError {
  return new OtpforgeError('PROBE_UNSUPPORTED', { message, remedy, details: { probe } });
}

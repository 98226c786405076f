import { badProbeUri, type ProbeUri, probeText } from './uri.js';

/** An option of a probe that is a whole number. Errors: PROBE_URI. */
export function numberOption(uri: ProbeUri, key: string, least: number, most: number): number | undefined {
  const text = uri.options[key];
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw badProbeUri(probeText(uri), `${key}=${text} is not a number from ${least} to ${most}`);
}

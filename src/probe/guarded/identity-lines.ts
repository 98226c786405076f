import type { ProbeIdentity } from '../probe.js';

// OpenOCD: "Info : STLINK V2J37M26 (API v2) VID:PID 0483:374B", "Info : CMSIS-DAP: FW Version = 2.0.0".
const firmware = [/\b(STLINK V\w{1,20})\b/, /\bCMSIS-DAP: FW (Version = [\w.]{1,20})/];
// OpenOCD: "Info : SWD DPIDR 0x2ba01477", not over JTAG and not by the older driver of ST-LINKs; pyOCD: "DP IDR = 0x2ba01477 (v1 rev2)".
const debugPort = /\b(?:SWD DPIDR|DP IDR =) (0x[0-9a-f]{8})\b/i;

/** What a debug server prints at its start about the probe's firmware and the debug port, as far as it does. */
export function identityIn(lines: readonly string[]): Pick<ProbeIdentity, 'versions' | 'dpidr'> {
  const versions = firmware.map((pattern) => firstOf(lines, pattern)).find((found) => found !== undefined);
  const dpidr = firstOf(lines, debugPort);
  return {
    ...(versions !== undefined && { versions: versions.replace('Version = ', 'firmware ') }),
    ...(dpidr !== undefined && { dpidr: Number(dpidr) }),
  };
}

function firstOf(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const [, found] = pattern.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}

import { resolve } from 'node:path';
import type { Device } from '../../bank/index.js';
import { OtpforgeError } from '../../errors/index.js';
import type { AddressRange } from '../../range/index.js';
import { numberOption } from '../number-option.js';
import { badProbeUri, type ProbeUri, probeText } from '../uri.js';
import { findLibrary } from './find-library.js';
import { LibraryProcess } from './library-process.js';
import { type LibraryInfo, lastWaitMs, type OpenRequest } from './messages.js';
import { JLinkProbe } from './probe.js';

export { findLibrary } from './find-library.js';
export { versionText } from './library-version.js';
export { repeatedSerials } from './open-probe.js';

const defaultSpeedKhz = 4000;
const defaultDeadlineMs = 20_000;
/** Opening is some fifty calls, one of which may wait for USB. */
const openPatience = 3;
/** A child without a parent gets one deadline for the call that runs and one for the way out. */
const leavePatience = 2;

/**
 * Opens a J-Link through SEGGER's library, which lives in a process of its own.
 * Errors: JLINK_LIBRARY_MISSING, JLINK_LIBRARY_UNUSABLE, PROBE_*, TARGET_POWER.
 */
export async function openJLink(uri: ProbeUri, device: Device | undefined): Promise<JLinkProbe> {
  if (!device) {
    throw new OtpforgeError('DEVICE_NEEDED', {
      message: 'a J-Link must be told its device',
      remedy: 'Name the chip with --device, for example --device STM32L476RG.',
    });
  }
  const request = openRequest(uri, device);
  const deadlineMs = numberOption(uri, 'timeout', 100, 3_600_000) ?? defaultDeadlineMs;
  const process = new LibraryProcess(findLibrary(uri.options.library), leaveLimitMs(deadlineMs));
  const probe = new JLinkProbe(process, device.name, deadlineMs);
  try {
    await process.ask('open', [request], { deadlineMs: openPatience * deadlineMs });
  } catch (error) {
    await probe.close();
    throw error;
  }
  return probe;
}

/** Version and probes of a library, asked in a process of its own. Errors: as of openJLink. */
export async function inspectLibrary(library: string): Promise<LibraryInfo> {
  const process = new LibraryProcess(library, leaveLimitMs(defaultDeadlineMs));
  try {
    return await process.ask('inspect', [], { deadlineMs: defaultDeadlineMs });
  } finally {
    await new JLinkProbe(process, '', defaultDeadlineMs).close();
  }
}

// Less than the last wait would kill the process before it resets what still burns.
function leaveLimitMs(deadlineMs: number): number {
  return leavePatience * Math.max(deadlineMs, lastWaitMs);
}

function openRequest(uri: ProbeUri, device: Device): OpenRequest {
  const { log, reset } = uri.options;
  if (reset !== undefined && reset !== 'under' && reset !== 'normal') {
    throw badProbeUri(probeText(uri), `reset=${reset} is neither "under" nor "normal"`);
  }
  return {
    serial: serialNumber(uri),
    speedKhz: numberOption(uri, 'speed', 5, 50_000) ?? defaultSpeedKhz,
    device: device.name,
    // The library's process has another working folder.
    log: log && resolve(log),
    underReset: reset === 'under',
    uncached: [systemArea(device)],
  };
}

/** OTP, unique ID and option bytes of an STM32 share 64 KB of the system area. */
function systemArea({ bank }: Device): AddressRange {
  const address = (bank.otp.base & ~0xffff) >>> 0;
  return { address, length: Math.max(0x10000, bank.otp.base + bank.otp.size - address) };
}

function serialNumber(uri: ProbeUri): number | undefined {
  if (uri.target === '') return undefined;
  const value = /^\d{1,10}$/.test(uri.target) ? Number(uri.target) : Number.NaN;
  if (value <= 0xffffffff) return value;
  throw badProbeUri(probeText(uri), `${JSON.stringify(uri.target)} is not a J-Link serial number`);
}

import { OtpforgeError } from '../../errors/index.js';
import type { FileLock } from '../../files/lock.js';
import { lockProbe } from '../probe-lock.js';
import { failure } from './failures.js';
import type { JLinkLibrary } from './library.js';
import type { OpenRequest } from './messages.js';
import { connectInfoBuffer, decodeConnectInfo, type ListedProbe } from './structs.js';

const usb = 1;

export interface OpenedProbe {
  readonly probe: ListedProbe;
  readonly lock: FileLock;
}

/**
 * Selects a probe, locks it against other otpforge processes, and opens it.
 * Errors: PROBE_UNAVAILABLE, PROBE_AMBIGUOUS, PROBE_BUSY.
 */
export async function openProbe(library: JLinkLibrary, request: OpenRequest): Promise<OpenedProbe> {
  const { handlers } = library;
  const probe = choose(await listProbes(library), request.serial);
  // pylink: without closing first the library logs errors about its lock count.
  await library.call('Close');
  const { serial } = probe;
  const selected = await library.call('EMU_SelectByUSBSN', serial);
  if (selected < 0) throw unavailable(`J-Link ${serial} could not be selected`, library.takeSaid());
  const lock = lockProbe(`jlink-${serial}`, `J-Link ${serial}`, { serial });
  try {
    const error = await library.call('OpenEx', handlers.log, handlers.error);
    if (error !== null)
      throw unavailable(`J-Link ${serial} could not be opened: ${error}`, library.takeSaid());
    await library.call('SetHookUnsecureDialog', handlers.unsecure);
    await library.call('SetFlashProgProgressCallback', handlers.progress);
  } catch (error) {
    lock.release();
    throw error;
  }
  return { probe, lock };
}

/** What is attached by USB. Comes before everything else, and so sets the handlers. */
export async function listProbes(library: JLinkLibrary): Promise<readonly ListedProbe[]> {
  // Without handlers the library opens message boxes, on which it waits for ever.
  await library.call('SetErrorOutHandler', library.handlers.error);
  await library.call('SetWarnOutHandler', library.handlers.warning);
  await library.call('EnableLog', library.handlers.log);
  const count = checkedCount(library, await library.call('EMU_GetList', usb, null, 0));
  if (count === 0) return [];
  const list = connectInfoBuffer(count);
  const found = checkedCount(library, await library.call('EMU_GetList', usb, list, count));
  // A probe may have come or gone between the two calls.
  return decodeConnectInfo(list).slice(0, Math.min(found, count));
}

function checkedCount(library: JLinkLibrary, count: number): number {
  if (count >= 0) return count;
  throw failure({
    doing: 'listing probes',
    call: 'EMU_GetList',
    result: count,
    said: library.takeSaid(),
    otherwise: 'PROBE_UNAVAILABLE',
  });
}

function choose(probes: readonly ListedProbe[], serial: number | undefined): ListedProbe {
  const names = probes.map((probe) => `${probe.product || 'J-Link'} ${probe.serial}`).join(', ');
  const serials = probes.map((probe) => probe.serial);
  if (serial !== undefined) {
    const probe = probes.find((candidate) => candidate.serial === serial);
    if (probe) return probe;
    throw unavailable(`no J-Link ${serial} is attached${names ? ` (attached: ${names})` : ''}`, []);
  }
  const [only, another] = probes;
  if (!only) throw unavailable('no J-Link is attached', []);
  if (!another) return only;
  throw new OtpforgeError('PROBE_AMBIGUOUS', {
    message: `${probes.length} J-Links are attached: ${names}`,
    remedy: `Name one by its serial number, for example --probe jlink:${only.serial}.`,
    details: { serials },
  });
}

function unavailable(message: string, said: readonly string[]): OtpforgeError {
  return new OtpforgeError('PROBE_UNAVAILABLE', {
    message: said.length ? `${message} (J-Link says: ${said.join('; ')})` : message,
    remedy:
      'Check the USB cable and the serial number; otpforge doctor tells what is attached and what is missing.',
    details: { said: [...said] },
  });
}

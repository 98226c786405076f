import { OtpforgeError } from '../../errors/index.js';
import type { FileLock } from '../../files/lock.js';
import { lockProbe } from '../probe-lock.js';
import { failure } from './failures.js';
import type { JLinkLibrary } from './library.js';
import type { OpenRequest } from './messages.js';
import { connectInfoBuffer, decodeConnectInfo, type ListedProbe } from './structs.js';

const usb = 1;

/** What a J-Link that is identified by its USB address, 0 to 3, is listed as, whoever it is. */
export const byUsbAddress = 123456;

export interface OpenedProbe {
  /** `opened`: the serial number that the library gives once the probe is open. */
  readonly probe: ListedProbe & { readonly opened: number };
  readonly lock: FileLock;
}

/**
 * Selects a probe, locks it against other otpforge processes, and opens it.
 * Errors: PROBE_UNAVAILABLE, PROBE_AMBIGUOUS, PROBE_BUSY, PROBE_OTHER.
 */
export async function openProbe(library: JLinkLibrary, request: OpenRequest): Promise<OpenedProbe> {
  const { handlers } = library;
  const probes = await listProbes(library);
  const probe = choose(probes, request.serial);
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
    const opened = await openedSerial(library, probe, probes);
    await library.call('SetHookUnsecureDialog', handlers.unsecure);
    await library.call('SetFlashProgProgressCallback', handlers.progress);
    return { probe: { ...probe, opened }, lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

// The library may open another probe than the one that was selected, and burn the board of the neighbour.
async function openedSerial(
  library: JLinkLibrary,
  { serial }: ListedProbe,
  probes: readonly ListedProbe[],
): Promise<number> {
  const opened = await library.call('GetSN');
  const unsigned = opened >>> 0;
  const own = serial === byUsbAddress && probes.length === 1;
  if (opened !== -1 && (unsigned === serial || own)) return unsigned;
  await library.call('Close');
  throw new OtpforgeError('PROBE_OTHER', {
    message:
      opened === -1
        ? `J-Link ${serial} was to be opened, and the library does not say which one it has opened`
        : `J-Link ${serial} was to be opened, and the library has opened J-Link ${unsigned}`,
    remedy:
      'Nothing was done with it. Attach one J-Link only, or update the J-Link software, and run this again.',
    details: { serial, opened },
  });
}

/** Serial numbers that several of the listed probes have. */
export function repeatedSerials(probes: readonly ListedProbe[]): readonly number[] {
  const serials = probes.map(({ serial }) => serial);
  return [...new Set(serials.filter((serial, index) => serials.indexOf(serial) < index))];
}

/** What is attached by USB. Comes before everything else, and so sets the handlers. */
export async function listProbes(library: JLinkLibrary): Promise<readonly ListedProbe[]> {
  // Without handlers the library opens message boxes, on which it waits forever.
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
    const [probe, twin] = probes.filter((candidate) => candidate.serial === serial);
    if (probe && twin) throw twins(serial, names);
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

function twins(serial: number, names: string): OtpforgeError {
  return new OtpforgeError('PROBE_AMBIGUOUS', {
    message: `several of the attached J-Links have the serial number ${serial}: ${names}`,
    remedy: `Unplug all but one.${serial === byUsbAddress ? ' J-Link Configurator gives each its own serial number in place of a USB address.' : ''}`,
    details: { serial },
  });
}

function unavailable(message: string, said: readonly string[]): OtpforgeError {
  return new OtpforgeError('PROBE_UNAVAILABLE', {
    message: said.length ? `${message} (J-Link says: ${said.join('; ')})` : message,
    remedy:
      'Check the USB cable and the serial number; otpforge doctor shows what is attached and what is missing.',
    details: { said: [...said] },
  });
}

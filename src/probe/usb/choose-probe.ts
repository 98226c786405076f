import { OtpforgeError } from '../../errors/index.js';
import { printable } from '../../text/printable.js';
import { probeKindOf, type UsbProbeKind, usableSerial } from './known-probes.js';
import type { UsbDevice } from './usb-device.js';

/** A probe that is to be used. */
export interface ChosenProbe {
  /** What the debug server is given; undefined for the only one there is. */
  readonly serial: string | undefined;
  /** "ST-LINK 066E…", or how it was chosen without a serial number. */
  readonly description: string;
  /** Names it for a lock: two runs must not use one probe. */
  readonly key: string;
}

/** The word before the colon, and what it may reach. */
const reach = {
  stlink: { name: 'ST-LINK', kinds: ['stlink'] },
  'cmsis-dap': { name: 'CMSIS-DAP probe', kinds: ['cmsis-dap'] },
  pyocd: { name: 'debug probe', kinds: ['stlink', 'cmsis-dap'] },
} as const satisfies Record<string, { readonly name: string; readonly kinds: readonly UsbProbeKind[] }>;
export type ChoosingScheme = keyof typeof reach;

/**
 * Chooses a probe by its serial number, or the only one there is. Where nothing can be found out about USB, or no
 * probe of the kind is seen, the debug server decides. Errors: PROBE_AMBIGUOUS, PROBE_UNAVAILABLE.
 */
export function chooseProbe(
  scheme: ChoosingScheme,
  named: string | undefined,
  attached: readonly UsbDevice[] | undefined,
): ChosenProbe {
  const { name, kinds } = reach[scheme];
  const probes = (attached ?? []).filter((device) => kinds.some((kind) => kind === probeKindOf(device)));
  if (named !== undefined) {
    // As the probe itself spells it: OpenOCD compares letter by letter.
    const serial = probes.length > 0 ? theOne(name, named, probes) : named;
    return { serial, description: `${name} ${serial}`, key: serial };
  }
  const [only, another] = probes;
  if (!only) return { serial: undefined, description: name, key: 'any' };
  if (another) throw ambiguous(scheme, probes);
  const serial = usableSerial(only, probes);
  if (serial !== undefined) return { serial, description: `${name} ${serial}`, key: serial };
  return {
    serial: undefined,
    description: `${name} at USB ${only.path}, the only one attached: it has no usable serial number`,
    key: `usb-${only.path}`,
  };
}

function theOne(name: string, named: string, probes: readonly UsbDevice[]): string {
  const matches = probes.filter(({ serial }) => serial?.toUpperCase() === named.toUpperCase());
  if (matches.length === 1) return matches[0]?.serial ?? named;
  if (matches.length === 0) {
    throw new OtpforgeError('PROBE_UNAVAILABLE', {
      message: `no ${name} ${named} is attached; attached: ${listed(probes)}`,
      remedy: 'Check the serial number and the USB cable. otpforge doctor shows what is attached.',
      details: { serial: named, paths: probes.map(({ path }) => path) },
    });
  }
  throw new OtpforgeError('PROBE_AMBIGUOUS', {
    message: `${matches.length} of the attached probes have the serial number ${named}: ${listed(matches)}`,
    remedy: 'Unplug all but one of them.',
    details: { serial: named, paths: matches.map(({ path }) => path) },
  });
}

function ambiguous(scheme: ChoosingScheme, probes: readonly UsbDevice[]): OtpforgeError {
  const serials = probes.flatMap((probe) => usableSerial(probe, probes) ?? []);
  const firmware =
    scheme === 'stlink'
      ? ' ST’s STSW-LINK007 updates old ST-LINK firmware, which then has a serial number.'
      : '';
  return new OtpforgeError('PROBE_AMBIGUOUS', {
    message: `${probes.length} of the attached probes fit ${scheme}: ${listed(probes)}`,
    remedy:
      serials.length > 0
        ? `Name one by its serial number, for example --probe ${scheme}:${serials[0]}.`
        : `None of them can be named: unplug all but one.${firmware}`,
    details: { serials, paths: probes.map(({ path }) => path) },
  });
}

function listed(probes: readonly UsbDevice[]): string {
  return probes.map((probe) => describeProbe(probe, probes)).join(', ');
}

/** A probe by its serial number and where it is plugged in. */
export function describeProbe(probe: UsbDevice, all: readonly UsbDevice[]): string {
  const where = `at USB ${printable(probe.path)}`;
  const usable = usableSerial(probe, all);
  if (usable !== undefined) return `${usable} ${where}`;
  if (probe.serial === undefined) return `one without a serial number ${where}`;
  return `one with the unusable serial number ${JSON.stringify(printable(probe.serial))} ${where}`;
}

import type { BankFolders } from '../../bank/index.js';
import type { UsbDevice, UsbProbeKind } from '../../probe/usb/index.js';
import { count } from '../../text/plural.js';
import type { Candidate } from './answer.js';
import type { ProbeSources } from './probe-values.js';

/** The devices of some banks. */
export async function deviceCandidates(folders: BankFolders): Promise<readonly Candidate[]> {
  const { listingOf, loadBanks } = await import('../../bank/index.js');
  return (await loadBanks(folders))
    .map(listingOf)
    .flatMap(({ devices, family }) =>
      devices.map(({ name, flashKb }) => ({ value: name, description: `${family}, ${flashKb} KB` })),
    );
}

/** Those, and every device of a list that no bank serves. */
export async function chipCandidates(folders: BankFolders): Promise<readonly Candidate[]> {
  const { familyRecords, listedDevices } = await import('../../family/index.js');
  const served = await deviceCandidates(folders);
  const names = new Set(served.map(({ value }) => value));
  const others = familyRecords().flatMap((record) =>
    listedDevices(record)
      .filter((name) => !names.has(name))
      .map((name) => ({ value: name, description: `${record.family}, not served` })),
  );
  return [...served, ...others];
}

export async function bankCandidates(folders: BankFolders): Promise<readonly Candidate[]> {
  const { listingOf, loadBanks } = await import('../../bank/index.js');
  return (await loadBanks(folders))
    .map(listingOf)
    .map(({ name, devices }) => ({ value: name, description: `${count(devices.length, 'device')}` }));
}

/** Devices of some banks, what is on USB, and the scripts of the installed OpenOCD. */
export function machineSources(folders: () => Promise<BankFolders>): ProbeSources {
  return {
    devices: async () => deviceCandidates(await folders()),
    async serials(scheme) {
      const { listUsb, usbHost } = await import('../../probe/usb/index.js');
      return serialCandidates(scheme, (await listUsb(usbHost(usbMs))) ?? []);
    },
    async scripts() {
      const { findOpenocd } = await import('../../probe/openocd/find-openocd.js');
      try {
        return findOpenocd().scripts;
      } catch {
        return undefined;
      }
    },
  };
}

/** As long as somebody waits for a key that does nothing. */
const usbMs = 3000;

const reached: Readonly<Record<string, readonly UsbProbeKind[]>> = {
  stlink: ['stlink'],
  'cmsis-dap': ['cmsis-dap'],
  jlink: ['jlink'],
  pyocd: ['stlink', 'cmsis-dap'],
};

/** The serial numbers that a scheme can be given, of what is on USB. */
export async function serialCandidates(
  scheme: string,
  devices: readonly UsbDevice[],
): Promise<readonly Candidate[]> {
  const { probeKindOf, probeNames, uriSerial } = await import('../../probe/usb/index.js');
  return (reached[scheme] ?? []).flatMap((kind) => {
    const probes = devices.filter((device) => probeKindOf(device) === kind);
    return probes.flatMap((probe) => {
      const value = uriSerial(probe, probes);
      return value === undefined ? [] : [{ value, description: `${probeNames[kind]} at USB ${probe.path}` }];
    });
  });
}

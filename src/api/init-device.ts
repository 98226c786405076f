import { type BankFolders, type Device, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { parseProbeUri, trustedOptions } from '../probe/index.js';
import { deviceFor, namedDevice } from './target.js';

export interface InitDeviceOptions {
  readonly device?: string | undefined;
  readonly probe?: string | undefined;
  readonly banks?: BankFolders | undefined;
  readonly note?: ((text: string) => void) | undefined;
}

/** The chip of a new project: the one that is named, or the one on the probe, where that can find it out. Errors: DEVICE_*, PROBE_*. */
export async function initDevice({
  device,
  probe,
  banks: folders,
  note,
}: InitDeviceOptions): Promise<Device> {
  if (probe !== undefined) checkProbe(probe);
  const banks = await loadBanks(folders);
  if (probe === undefined) return namedDevice(device, banks);
  // A device that is named is not compared with the chip: nothing need be attached yet.
  return deviceFor(
    { ...(device !== undefined && { device }), ...(note && { note }) },
    parseProbeUri(probe),
    banks,
  );
}

/** Refuses a probe that decides which code runs: every command would refuse it in a project's file. */
function checkProbe(probe: string): void {
  parseProbeUri(probe);
  const [option] = trustedOptions(probe);
  if (!option) return;
  const what = option.key === undefined ? `${option.scheme}:` : `${option.key}=`;
  throw new OtpforgeError('USAGE', {
    message: `${what} cannot be in the otpforge.yaml of a project: it decides which code runs on this machine`,
    remedy: 'Give it on the command line, or in your own configuration: otpforge docs project-file.',
  });
}

import { type Device, findDevice, type LoadedBank, loadBanks } from '../bank/index.js';
import { fillPartialUnits } from '../burn/fill.js';
import { OtpforgeError } from '../errors/index.js';
import { mergeImages, readImageFile, type SparseImage } from '../image/index.js';
import { openProbe, type Probe, parseProbeUri } from '../probe/index.js';

/** What every command that reaches a chip takes. */
export interface TargetOptions {
  /** `sim:<device>[,file=…]`, `replay:<file>`. */
  readonly probe: string;
  /** Device name; may be left out where the probe URI names it. */
  readonly device?: string;
  readonly banks?: readonly string[];
  /** File that records every probe call. */
  readonly trace?: string;
}

export interface Target {
  readonly probe: Probe;
  readonly device: Device;
  readonly banks: readonly LoadedBank[];
}

/** Opens the probe, hands it to some work, and closes it whatever happens. */
export async function withTarget<T>(
  options: TargetOptions,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const banks = await loadBanks(options.banks);
  const device = findDevice(deviceName(options), banks);
  const probe = await openProbe(options.probe, {
    banks,
    device,
    ...(options.trace !== undefined && { trace: options.trace }),
  });
  try {
    return await work({ probe, device, banks });
  } finally {
    await probe.close();
  }
}

/** Reads an image file, with `fill` put into the write units of which it holds only a part. */
export async function readUnitImage(
  path: string,
  device: Device,
  { address, fill }: { readonly address?: number; readonly fill?: number },
): Promise<SparseImage> {
  const image = await readImageFile(path, address === undefined ? {} : { address });
  if (fill === undefined) return image;
  return mergeImages([image, fillPartialUnits(image, device.bank, fill, '--fill')]);
}

function deviceName({ probe, device }: TargetOptions): string {
  if (device !== undefined) return device;
  const uri = parseProbeUri(probe);
  if (uri.scheme === 'sim' && uri.target !== '') return uri.target;
  throw new OtpforgeError('DEVICE_NEEDED', {
    message: 'no device is named',
    remedy: 'Name the chip with --device, for example --device STM32L476RG, or in otpforge.yaml.',
  });
}

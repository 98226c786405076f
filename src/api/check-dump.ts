import { findDevice, loadBanks } from '../bank/index.js';
import { type DumpVerdict, judgeDump } from '../export/commander-dump.js';
import { readBytes } from '../files/read.js';
import { readUnitImage } from './target.js';

export interface CheckDumpOptions {
  /** The dumped OTP bank. */
  readonly dump: string;
  readonly image: string;
  readonly device: string;
  /** Dump of DBGMCU_IDCODE. */
  readonly id?: string;
  /** Dump of the job's header. */
  readonly job?: string;
  readonly withoutLocks?: boolean;
  readonly banks?: readonly string[];
  readonly address?: number;
  readonly fill?: number;
}

export interface CheckDumpDocument extends DumpVerdict {
  readonly format: 'otpforge.dump-check/1';
  readonly device: string;
}

/** Decides from files that J-Link Commander saved whether a unit is burnt as wanted. Reaches no chip. */
export async function checkDump(options: CheckDumpOptions): Promise<CheckDumpDocument> {
  const device = findDevice(options.device, await loadBanks(options.banks));
  const image = await readUnitImage(options.image, device, options);
  const verdict = judgeDump({
    device,
    image,
    otp: await readBytes(options.dump),
    ...(options.id !== undefined && { id: await readBytes(options.id) }),
    ...(options.job !== undefined && { job: await readBytes(options.job) }),
    ...(options.withoutLocks !== undefined && { withoutLocks: options.withoutLocks }),
  });
  return { format: 'otpforge.dump-check/1', device: device.name, ...verdict };
}

import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { defaultInitFields, initFieldNames, lockableBlocks } from '../init/index.js';

/** The flags of `otpforge init`. */
export interface InitFlags {
  readonly device?: string;
  readonly probe?: string;
  readonly fields?: string;
  readonly lock?: boolean | string;
  readonly json?: boolean;
}

export interface InitAnswers {
  readonly device: Device;
  readonly probe: string | undefined;
  readonly fields: readonly string[];
  readonly lock: boolean | readonly number[];
}

/** Asks somebody; undefined where nobody can be asked. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/** Finds the chip of a project: by its name, or by the probe. Errors: DEVICE_*, PROBE_*. */
export type FindDevice = (wanted: {
  readonly device: string | undefined;
  readonly probe: string | undefined;
}) => Promise<Device>;

/** What the flags leave open is asked for, and takes its default where nobody can be asked. Errors: DEVICE_*, USAGE. */
export async function initAnswers(flags: InitFlags, ask: Ask, find: FindDevice): Promise<InitAnswers> {
  const probe =
    flags.probe ?? (await answer(ask, 'Probe, for example stlink: or jlink: [a simulated chip]: '));
  const device = await find({ device: flags.device, probe }).catch(async (error: unknown) => {
    // The probe does not say which chip there is.
    const named = isDeviceNeeded(error) ? await answer(ask, chipQuestion) : undefined;
    if (named === undefined) throw error;
    return find({ device: named, probe });
  });
  const fields = listed(flags.fields ?? (await answer(ask, fieldsQuestion))) ?? defaultInitFields;
  return { device, probe, fields, lock: await lockOf(flags.lock, ask, device, fields) };
}

const chipQuestion = 'Chip, as it is printed on it (for example STM32L476RG): ';
const fieldsQuestion = `Fields, some of ${initFieldNames.join(',')} [${defaultInitFields.join(',')}]: `;

async function lockOf(
  flag: boolean | string | undefined,
  ask: Ask,
  device: Device,
  fields: readonly string[],
): Promise<boolean | readonly number[]> {
  if (typeof flag === 'boolean') return flag;
  const blocks = lockableBlocks(device, fields);
  if (flag === undefined && blocks.length === 0) return false;
  const question = `Blocks to lock forever after the burn, of ${blocks.join(',')} [none]: `;
  const words = listed(flag ?? (await answer(ask, question))) ?? [];
  return words.join() === 'none' ? [] : words.map(blockNumber);
}

function blockNumber(word: string): number {
  if (/^\d{1,3}$/.test(word)) return Number(word);
  throw new OtpforgeError('USAGE', {
    message: `"${word}" is not the number of a block to lock`,
    remedy:
      'Write --lock 0,1 for blocks 0 and 1, --lock none, or --lock alone for every block that holds fields.',
  });
}

function isDeviceNeeded(error: unknown): boolean {
  return error instanceof OtpforgeError && error.code === 'DEVICE_NEEDED';
}

/** Undefined where nobody can be asked, and for an empty answer. */
async function answer(ask: Ask, question: string): Promise<string | undefined> {
  return (await ask?.(question)) || undefined;
}

function listed(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((name) => name.trim());
}

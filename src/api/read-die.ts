import { otpReader, readChipOtp } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Layout, ReadBytes } from '../layout/index.js';
import type { DieId } from '../ledger/index.js';
import { checkTrust, type Line } from '../line/index.js';
import type { Medium } from '../probe/index.js';
import type { Secrets } from '../secrets/index.js';
import { checkUid } from '../visit/index.js';
import type { Hearing } from './listener.js';
import { type Target, type TargetOptions, withTarget } from './target.js';

/** The die of a line as it was read; the probe is closed. */
export interface DieRead {
  readonly die: DieId;
  readonly device: string;
  readonly medium: Medium;
  readonly layout: Layout;
  readonly secrets: Secrets | undefined;
  readonly read: ReadBytes;
}

/**
 * Reads the OTP of a line's chip, and writes nothing. Errors: LINE_UNTRUSTED, those of withTarget, UNIT_UNREADABLE,
 * UID_INVALID.
 */
export async function readDie(
  line: Line,
  options: Pick<TargetOptions, 'probe' | 'banks' | 'trace'> & Hearing,
): Promise<DieRead> {
  await checkTrust(line);
  const target = { ...options, device: line.device, layout: line.layout };
  return withTarget(target, {
    files: [{ what: 'the line', path: line.file }],
    read: async () => undefined,
    run: (found) => dieOf(line, found, options),
  });
}

async function dieOf(
  { file }: Line,
  { probe, device, medium, layout, secrets }: Target,
  { onEvent }: Hearing,
): Promise<DieRead> {
  if (!layout) throw new Error(`${file} has no layout`);
  const { chip, refusals, bytes, ecc } = await readChipOtp(probe, device, onEvent);
  const [refusal] = refusals;
  if (refusal) {
    throw new OtpforgeError('UNIT_UNREADABLE', {
      message: `the chip cannot be read as one of this line: ${refusals.map(({ message }) => message).join('; ')}`,
      remedy: refusal.remedy,
      details: { uid: chip.uid, codes: refusals.map(({ code }) => code) },
    });
  }
  checkUid(chip.uid);
  return {
    die: { devId: chip.devId, uid: chip.uid },
    device: device.name,
    medium,
    layout,
    secrets,
    read: otpReader(device.bank, { bytes, ecc }, chip.uid),
  };
}

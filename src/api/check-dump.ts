import { findDevice, loadBanks, refuseUnknownBlocks } from '../bank/index.js';
import { type PlanUnitDocument, unitDocument } from '../burn/index.js';
import { type DumpVerdict, judgeDump } from '../export/commander-dump.js';
import { readBytes } from '../files/read.js';
import type { ImageWarning } from '../image/index.js';
import { redactUnits } from '../redaction/index.js';
import { secretsOf } from '../secrets/index.js';
import { readLayout } from './layout-target.js';
import { checkOptions, flag, need, type Shape, text, uniqueId } from './options/index.js';
import { type UnitFileOptions, unitFileShape } from './unit-export.js';
import { readUnitImage } from './unit-image.js';
import { unitJudge } from './unit-judge.js';

export interface CheckDumpOptions extends UnitFileOptions {
  /** The dumped OTP bank. */
  readonly dump: string;
  /** The bank as it was dumped before the burn: what else changed since? */
  readonly before?: string;
  /** Dump of DBGMCU_IDCODE. */
  readonly id?: string;
  /** Dump of the job's header. */
  readonly job?: string;
  readonly withoutLocks?: boolean;
  /** The layout of the serial data: what it marks secret is not in the document. */
  readonly layout?: string;
  /** The unique ID of the chip, which no dump holds: an image that is for one die needs it. */
  readonly uid?: string;
}

export interface CheckDumpDocument extends Omit<DumpVerdict, 'against'> {
  readonly format: 'otpforge.dump-check/1';
  readonly device: string;
  /** Units that cannot hold what the image wants, first ones first. */
  readonly against: readonly PlanUnitDocument[];
  readonly warnings: readonly ImageWarning[];
}

const shape: Shape<CheckDumpOptions> = {
  ...unitFileShape,
  dump: need(text),
  before: text,
  id: text,
  job: text,
  withoutLocks: flag,
  layout: text,
  uid: uniqueId,
};

/**
 * Decides from files that J-Link Commander saved whether a unit is burnt as wanted. Reaches no chip.
 * Errors: DEVICE_UNKNOWN, IMAGE_REGION, DUMP_*, JOB_DUMP_INVALID, FILE_*, and those of the image and the layout.
 */
export async function checkDump(options: CheckDumpOptions): Promise<CheckDumpDocument> {
  checkOptions('checkDump', options, shape);
  const banks = await loadBanks(options.banks);
  const device = findDevice(options.device, banks);
  refuseUnknownBlocks(device.bank, options.lockEmpty);
  const layout =
    options.layout === undefined ? undefined : await readLayout(options.layout, device.name, banks);
  const secrets = layout ? secretsOf(layout) : undefined;
  const { image, binding } = await readUnitImage(options.image, { device, layout, secrets }, options);
  const verdict = judgeDump({
    device,
    image,
    otp: await readBytes(options.dump),
    unit: unitJudge({ device, image, binding, layout, secrets }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.before !== undefined && { before: await readBytes(options.before) }),
    ...(options.id !== undefined && { id: await readBytes(options.id) }),
    ...(options.job !== undefined && { job: await readBytes(options.job) }),
    ...(options.withoutLocks !== undefined && { withoutLocks: options.withoutLocks }),
    ...(options.lockEmpty && { lockEmpty: options.lockEmpty }),
  });
  const against = secrets ? redactUnits(verdict.against, secrets) : verdict.against.map(unitDocument);
  return {
    format: 'otpforge.dump-check/1',
    device: device.name,
    ...verdict,
    against,
    warnings: image.warnings,
  };
}

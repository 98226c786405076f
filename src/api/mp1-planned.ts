import { type Plan, type PlanDocument, sha256 } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { contentsOf } from '../fuse/contents.js';
import { fuseFile } from '../fuse/file.js';
import { makeFusePlan } from '../fuse/plan.js';
import { FuseRecord } from '../fuse/record.js';
import { appendToJournal } from '../journal/index.js';
import { devicesOf, lineOfDevice, mp1Lines } from '../mp1/index.js';
import { redactError, saltedImageHash, stateKey } from '../secrets/index.js';
import type { Hearing } from './listener.js';
import { type DumpedChip, readDump } from './mp1-dump.js';
import { type FuseRequest, layoutFuses, readRequest } from './mp1-request.js';
import type { FusePlanOptions, FuseWriteDocument, FuseWriteOptions } from './mp1-write.js';
import { keeperOf } from './plan.js';
import { planValues } from './plan-values.js';
import { PlanView } from './plan-view.js';
import { UnitPast } from './unit-past.js';

/** A write of fuses that is planned, and all that it takes to carry it out. */
export interface PlannedFuseWrite {
  readonly request: FuseRequest;
  /** Undefined: nobody has read the chip. */
  readonly chip: DumpedChip | undefined;
  readonly plan: Plan;
  readonly document: PlanDocument;
  readonly file: Uint8Array;
  readonly fileSha256: string;
  readonly hasSecrets: boolean;
  readonly warnings: FuseWriteDocument['warnings'];
  /** Undefined where no journal is kept. */
  readonly record: FuseRecord | undefined;
  /** An error without secrets. */
  redacted(error: unknown): unknown;
  /** The plan against another dump of the chip, to see whether it is still the same. */
  planAgainst(chip: DumpedChip): Promise<Plan>;
}

type PlanningOptions = FusePlanOptions & Pick<FuseWriteOptions, 'output' | 'dfu' | 'signal'>;

/** Reads dump and request, and plans. Errors: those of readDump and readRequest, DEVICE_NEEDED, MP1_NO_DUMP, JOURNAL_*. */
export async function planFuseWrite(options: PlanningOptions & Hearing): Promise<PlannedFuseWrite> {
  const given =
    options.device ?? (options.layout === undefined ? undefined : await layoutFuses(options.layout));
  const chip = await dumpOf(options, given);
  const device = given ?? deviceOf(chip);
  const request = await readRequest(options, device);
  const { image, layout, secrets } = request;
  const keeper = await keeperOf({ secrets });
  const key = options.journal === undefined ? undefined : await stateKey();
  const past = new UnitPast(options, {
    medium: 'silicon',
    device: { bank: request.area },
    layout,
    image,
    key,
  });
  const planAgainst = (against: DumpedChip | undefined) => plan(options, request, against, past);
  const made = await planAgainst(chip);
  const view = new PlanView(keeper, planValues(image, layout, secrets), options.journalNote);
  const file = fuseFile(made);
  const fileSha256 = sha256(file);
  const { journal, note, signal, dfu } = options;
  const record =
    journal === undefined
      ? undefined
      : new FuseRecord({
          append: (entry, first) =>
            appendToJournal(
              journal,
              entry,
              first ? { signal, note, unless: (view) => past.check(view, { plan: first }) } : { note },
            ),
          plan: made,
          planHash: view.hash(made),
          imageHash: keeper ? saltedImageHash(made.imageSha256, keeper.key) : { sha256: made.imageSha256 },
          unit: past.line({ plan: made, otp: chip && contentsOf(request.area, chip.dump) }),
          file: { name: options.output, sha256: fileSha256 },
          by: dfu ? 'dfu-util' : 'a partition file',
          note,
        });
  return {
    request,
    chip,
    plan: made,
    document: view.document(made),
    file,
    fileSha256,
    hasSecrets: secrets !== undefined,
    warnings: request.warnings,
    record,
    redacted: (error) => (secrets ? redactError(error, secrets) : error),
    planAgainst,
  };
}

async function plan(
  { own = [], ssp = false, lockEmpty = [], oneFile = false, device }: FusePlanOptions,
  request: FuseRequest,
  chip: DumpedChip | undefined,
  past: UnitPast,
): Promise<Plan> {
  const { area, image, fields, refusals } = request;
  const line = lineOfDevice(device ?? area.fuses);
  const input = {
    area,
    lines: line === undefined ? (chip?.lines ?? mp1Lines) : [line],
    image,
    chip,
    claims: { own: new Set(own), fields, ssp: ssp || request.ssp },
    lockEmpty,
    oneFile,
    refusals,
  };
  const first = makeFusePlan(input);
  if (!first.units.some(({ state }) => state !== 'skip')) return first;
  const otp = contentsOf(area, chip?.dump ?? { state: 0, words: [] });
  return makeFusePlan({ ...input, past: await past.judge({ plan: first, otp }) });
}

async function dumpOf(
  { against, blind, dfu }: PlanningOptions,
  device: string | undefined,
): Promise<DumpedChip | undefined> {
  if (against !== undefined && blind)
    throw usage('--against and --blind contradict each other', 'Drop one of both.');
  if (blind && dfu) throw usage('--dfu writes a chip that was read', 'Give --against with a dump of it.');
  if (against !== undefined) return readDump(against, device);
  if (blind) return undefined;
  throw new OtpforgeError('MP1_NO_DUMP', {
    message: 'a plan needs a fresh partition of this chip',
    remedy:
      'Read it into a new file (dfu-util -d 0483:df11 -a "@OTP/0xf2/1*776Be" -U dump.bin), and give --against dump.bin. --blind plans without one.',
  });
}

/** The device that the dump leaves no doubt about. Errors: DEVICE_NEEDED. */
function deviceOf(chip: DumpedChip | undefined): string {
  const found = chip ? devicesOf(chip.part, chip.lines) : [];
  const [only, other] = found;
  if (only && !other) return only[1];
  const names = found.map(([, name]) => name).join(' or ');
  throw new OtpforgeError('DEVICE_NEEDED', {
    message: chip
      ? `the dump does not say which chip it is of${names === '' ? '' : `: ${names}`}`
      : 'without a dump nothing says which chip it is',
    remedy: 'Name it: --device STM32MP157C.',
  });
}

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}

import { type Device, isSector } from '../bank/index.js';
import {
  eraseSector,
  identityRefusals,
  inPhase,
  inspectChip,
  type OtpContents,
  otpReader,
  type PlanChip,
  type Refusal,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { SparseImage } from '../image/index.js';
import { appendToJournal, type EraseFacts, recordErase } from '../journal/index.js';
import { type DecodedField, type DecodedSlot, decodeLayout, decodeSlots } from '../layout/index.js';
import type { Medium, ProbeIdentity } from '../probe/index.js';
import { keepSector } from './keep-sector.js';
import { type Hearing, hearing } from './listener.js';
import { namedJournal } from './named-journal.js';
import { callback, checkOptions, flag, need, type Shape, signal, text } from './options/index.js';
import { publicFields } from './public-fields.js';
import { type Target, type TargetOptions, type TargetWork, targetShape, withTarget } from './target.js';

export interface SectorEraseOptions extends TargetOptions {
  /** Shown what will be lost before anything is erased; false declines. */
  readonly confirm: (lost: SectorEraseDocument) => boolean | Promise<boolean>;
  /** Erase the chip with this unique ID and no other. */
  readonly expectedUid?: string;
  /** Gets a line before the erase and one after it; no journal is kept unless a file is given. */
  readonly journal?: string;
  /** Leave the core halted instead of letting the firmware run at the end. */
  readonly leaveHalted?: boolean;
  /** Stops before the erase; one that has begun is finished and read back. */
  readonly signal?: AbortSignal;
  /** Called just before the erase; until then nothing has been written. */
  readonly onWrite?: () => void;
}

const shape: Shape<SectorEraseOptions> = {
  ...targetShape,
  confirm: need(callback()),
  expectedUid: text,
  journal: text,
  leaveHalted: flag,
  signal,
  onWrite: callback(),
};

export interface SectorEraseDocument {
  readonly format: 'otpforge.sector-erase/1';
  /** asked: what somebody is asked about; nothing is erased yet. */
  readonly result: 'asked' | 'erased' | 'refused';
  /** What is behind the probe. */
  readonly medium: Medium;
  readonly device: string;
  readonly probe: ProbeIdentity;
  readonly chip: PlanChip;
  readonly refusals: readonly Refusal[];
  readonly address: number;
  readonly length: number;
  /** Write units that are not blank. */
  readonly usedUnits: number;
  /** Addresses of write units with an ECC error. */
  readonly damaged: readonly number[];
  /** What the sector holds by the layout. */
  readonly fields: readonly DecodedField[];
  readonly slots: readonly DecodedSlot[];
  /** The file that keeps what the sector held, for this user alone; none of a blank one. */
  readonly saved?: string;
}

/**
 * Erases the reserved sector of a chip: shows and saves what it holds, asks, erases it, and reads it back blank.
 * Errors: SECTOR_NONE, DECLINED, STOPPED, PLAN_NOT_CONFIRMED, CHIP_CHANGED, SECTOR_ERASE_FAILED, SECTOR_ERASE_INTERRUPTED, FILE_WRITE_FAILED,
 * DEVICE_*, PROBE_*, TARGET_*, LAYOUT_INVALID, JOURNAL_*.
 */
export async function sectorErase(options: SectorEraseOptions): Promise<SectorEraseDocument> {
  checkOptions('sectorErase', options, shape);
  const heard = hearing(options);
  return withTarget(heard, eraseWork(heard));
}

function eraseWork(options: SectorEraseOptions & Hearing): TargetWork<void, SectorEraseDocument> {
  return {
    files: namedJournal(options.journal, true),
    read: async ({ device }) => {
      if (!isSector(device.bank)) throw noSector(device);
    },
    run: async (target) => {
      const { otp, document } = await look(target, options);
      if (!otp) return { ...document, result: 'refused' };
      if (!(await options.confirm(document))) {
        throw new OtpforgeError('DECLINED', { message: 'declined: nothing was erased' });
      }
      const saved = await save(target.device, document.chip.uid, otp);
      const lost = { ...document, ...(saved !== undefined && { saved }) };
      await eraseRecorded(target, otp, lost, options);
      if (!options.leaveHalted) await target.probe.resetRun();
      return { ...lost, result: 'erased' };
    },
  };
}

interface Looked {
  /** What the sector holds; undefined where the chip is refused. */
  readonly otp: OtpContents | undefined;
  readonly document: SectorEraseDocument;
}

async function look(
  { probe, medium, device, layout, secrets }: Target,
  { expectedUid, onEvent }: SectorEraseOptions & Hearing,
): Promise<Looked> {
  const inspected = await inPhase(onEvent, 'inspect', 1, () => inspectChip(probe, device));
  const { probe: identity, devId, revId, uid, flashKb } = inspected.chip;
  const { base, size } = device.bank.otp;
  checkUid(uid, expectedUid);
  const refusals = identityRefusals(inspected, device);
  const otp = refusals.length > 0 ? undefined : inspected.otp;
  const readOtp = otp ? otpReader(device.bank, otp, uid) : () => undefined;
  const used = otp ? usedUnits(device, otp) : [];
  return {
    otp,
    document: {
      format: 'otpforge.sector-erase/1',
      result: 'asked',
      medium,
      device: device.name,
      probe: identity,
      chip: { devId, revId, uid, flashKb },
      refusals,
      address: base,
      length: size,
      usedUnits: used.length,
      damaged: otp ? [...otp.ecc.keys()] : [],
      fields: layout && otp ? publicFields(decodeLayout(layout, readOtp, 'unreadable'), secrets) : [],
      slots: layout && otp ? decodeSlots(layout, readOtp, 'damaged') : [],
    },
  };
}

/** The sector again, just before the erase; then the erase, with its lines in the journal. */
async function eraseRecorded(
  { probe, medium, device }: Target,
  otp: OtpContents,
  { chip, saved }: SectorEraseDocument,
  { journal, note, onEvent, onWrite, signal: stop }: SectorEraseOptions & Hearing,
): Promise<void> {
  const now = await inspectChip(probe, device);
  const isSame = now.chip.uid === chip.uid && now.otp && Buffer.from(now.otp.bytes).equals(otp.bytes);
  if (!isSame || !sameErrors(now.otp?.ecc, otp.ecc)) throw changed(chip.uid, now.chip.uid);
  const erase = () =>
    inPhase(onEvent, 'erase-sector', 1, () =>
      eraseSector(probe, device, () => {
        if (stop?.aborted) throw stopped();
        onWrite?.();
        onEvent({ type: 'writing' });
      }),
    );
  if (journal === undefined) return erase();
  const { description, serial, vtrefMv } = now.chip.probe;
  const facts: EraseFacts = {
    probe: { description, serial, ...(vtrefMv !== undefined && { vtrefMv }) },
    device: device.name,
    bank: device.bank.name,
    uid: chip.uid,
    medium,
    address: device.bank.otp.base,
    length: device.bank.otp.size,
    ...(saved !== undefined && { saved }),
  };
  return recordErase(facts, (entry) => appendToJournal(journal, entry, { note }), note, erase);
}

async function save(device: Device, uid: string, otp: OtpContents): Promise<string | undefined> {
  const { base, writeUnit } = device.bank.otp;
  const origin = { source: { file: 'chip', kind: 'chip' as const } };
  const readable = usedUnits(device, otp).filter((offset) => otp.ecc.get(base + offset) !== 'damaged');
  if (readable.length === 0) return undefined;
  const image = SparseImage.fromChunks(
    readable.map((offset) => ({
      address: base + offset,
      bytes: otp.bytes.slice(offset, offset + writeUnit),
      origin,
    })),
  );
  return (await keepSector(uid, image)).file;
}

/** Offsets of the write units that are not blank. */
function usedUnits({ bank: { otp } }: Device, { bytes, ecc }: OtpContents): readonly number[] {
  const { base, size, writeUnit, erasedValue } = otp;
  return Array.from({ length: size / writeUnit }, (_, index) => index * writeUnit).filter(
    (offset) =>
      ecc.has(base + offset) ||
      bytes.subarray(offset, offset + writeUnit).some((byte) => byte !== erasedValue),
  );
}

function sameErrors(now: OtpContents['ecc'] = new Map(), then: OtpContents['ecc']): boolean {
  return now.size === then.size && [...then].every(([address, state]) => now.get(address) === state);
}

function checkUid(uid: string, expected: string | undefined): void {
  if (expected === undefined || uid === '' || uid === expected.toUpperCase()) return;
  throw new OtpforgeError('PLAN_NOT_CONFIRMED', {
    message: `the chip's unique ID is ${uid}, confirmed was ${expected.toUpperCase()}: nothing was erased`,
    remedy: 'Connect the board that is to be erased, or confirm the unique ID that otpforge read shows.',
    details: { expected: expected.toUpperCase(), found: uid },
  });
}

function noSector({ name, bank }: Device): OtpforgeError {
  return new OtpforgeError('SECTOR_NONE', {
    message: `${name} has OTP (bank ${bank.name}), which nothing erases, and no reserved sector`,
    remedy: 'Use a blank chip, or a spare slot of the layout.',
  });
}

function changed(uid: string, found: string): OtpforgeError {
  return new OtpforgeError('CHIP_CHANGED', {
    message:
      found === uid
        ? 'the reserved sector is not what was shown: nothing was erased'
        : `the chip's unique ID was ${uid} and is ${found} now: another board is connected; nothing was erased`,
    remedy: 'Check that no other tool is connected, then run the command again.',
  });
}

function stopped(): OtpforgeError {
  return new OtpforgeError('STOPPED', {
    message: 'stopped as asked before the erase: nothing was erased',
    remedy: 'Run the same command again.',
  });
}

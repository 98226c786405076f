import { type Device, isSector } from '../bank/index.js';
import { type InFlight, type OtpContents, otpReader } from '../burn/index.js';
import { mergeImages, SparseImage } from '../image/index.js';
import { expectedBlank, type Layout, type ReadBytes, type UnitData } from '../layout/index.js';
import { overlaps, subtractRanges } from '../range/index.js';
import { encodeSigned, type Signers } from '../sign/index.js';
import { stagesOf } from './setup.js';

export interface UnitToEncode {
  readonly device: Device;
  readonly layout: Layout;
  readonly stage: string;
  readonly data: UnitData;
  readonly otp: OtpContents;
  readonly uid: string;
  /** What interrupted runs may have left half-programmed. */
  readonly inFlight: InFlight | undefined;
  readonly signers: Signers;
}

/**
 * What a stage puts into the chip, with what it leaves blank. A slot that an interrupted run was to burn counts as used, so
 * that the record goes to the next one with the same values. Errors: those of encodeLayout, SIGNER_*.
 */
export async function encodeUnit(unit: UnitToEncode): Promise<SparseImage> {
  const { layout, stage, data, signers } = unit;
  const stages = stagesOf(stage);
  const readsChip = layout.records.length > 0 || layout.fields.some(({ when }) => when !== undefined);
  const read = trustedReader(unit);
  const { image } = await encodeSigned(
    layout,
    data,
    { ...(stages && { stages }), ...(read.uid && { uid: read.uid }), ...(readsChip && { read }) },
    signers,
  );
  return withExpectedBlank(layout, image);
}

/** An image with the bytes that it needs blank. */
export function withExpectedBlank(layout: Layout, image: SparseImage): SparseImage {
  const blank = expectedBlank(layout, image);
  return blank.length === 0 ? image : mergeImages([image, SparseImage.fromChunks(blank)]);
}

/**
 * Reads nothing of a slot that an interrupted run was to burn: a unit that reads blank may be spent, and one that reads right
 * may be weak.
 */
function trustedReader({ device: { bank }, layout, otp, uid, inFlight }: UnitToEncode): ReadBytes {
  const read = otpReader(bank, otp, uid);
  if (!inFlight || bank.otp.rewrite !== 'once' || isSector(bank)) return read;
  const cut = subtractRanges(
    inFlight.runs.flatMap(({ units }) => units),
    inFlight.finished,
  );
  const suspect = layout.records
    .flatMap(({ slots }) => slots)
    .filter((slot) => cut.some((range) => overlaps(range, slot)));
  const trusted = (address: number, length: number) =>
    suspect.some((slot) => overlaps(slot, { address, length })) ? undefined : read(address, length);
  return Object.assign(trusted, { uid: read.uid });
}

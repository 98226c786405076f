import { isSector, otpRange } from '../bank/index.js';
import { around, OtpforgeError } from '../errors/index.js';
import { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { type BankChange, bankChanges } from './bank-changes.js';
import { forgetEccErrors } from './ecc-flags.js';
import { changeText } from './judge-bank.js';
import { type OtpContents, readOtpContents } from './otp-contents.js';
import type { BurnRequest, PlannedChip } from './session.js';

/** What a reserved sector held before a probe wrote the main flash, in a file that only the user can read. */
export interface KeptSector {
  readonly file: string;
  /** Removes it: the sector still holds all of it. */
  readonly forget: () => Promise<void>;
}

/** Keeps what a reserved sector holds; `image` has its written units, as a file that programs them again. */
export type KeepSector = (uid: string, image: SparseImage) => Promise<KeptSector>;

/**
 * Downloads firmware with a look at the whole reserved sector behind it, also where the download failed: what a probe
 * erases cannot be seen beforehand. Until the sector was read unchanged, a file keeps what it held. Without a sector
 * it only downloads. Errors: SECTOR_CHANGED, those of the download, FILE_WRITE_FAILED before it.
 */
export async function guardSector(
  request: BurnRequest,
  planned: PlannedChip,
  keep: KeepSector | undefined,
  { begin, download }: { readonly begin: () => void; readonly download: () => Promise<void> },
): Promise<void> {
  const { otp } = planned;
  if (!isSector(request.device.bank) || !otp) {
    begin();
    return download();
  }
  const kept = await keepWritten(planned, otp, request, keep);
  try {
    begin();
  } catch (error) {
    await kept?.forget();
    throw error;
  }
  const failure = await failureOf(download);
  const look = await failureOf(async () => {
    const changes = await changesIn(request, otp);
    if (changes.length > 0) throw changedSector(request, changes, kept, failure?.error);
  });
  if (isChanged(look?.error)) throw look?.error;
  // The download's own error is what the user must hear of.
  if (look) throw unknownSector((failure ?? look).error, kept);
  await kept?.forget();
  if (failure) throw failure.error;
}

async function failureOf(work: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function isChanged(error: unknown): boolean {
  return error instanceof OtpforgeError && error.code === 'SECTOR_CHANGED';
}

async function changesIn(
  { probe, device }: BurnRequest,
  before: OtpContents,
): Promise<readonly BankChange[]> {
  // A download leaves a chip in no known state, and its errors must not count.
  await forgetEccErrors(probe, device.bank);
  return bankChanges(device.bank, before, await readOtpContents(probe, device));
}

async function keepWritten(
  { chip }: PlannedChip,
  otp: OtpContents,
  { device: { bank } }: BurnRequest,
  keep: KeepSector | undefined,
): Promise<KeptSector | undefined> {
  const { base, size, writeUnit, erasedValue } = bank.otp;
  const origin = { source: { file: 'chip', kind: 'chip' as const } };
  const written = Array.from({ length: size / writeUnit }, (_, index) => index * writeUnit)
    .filter((offset) => otp.ecc.get(base + offset) !== 'damaged')
    .map((offset) => ({ address: base + offset, bytes: otp.bytes.slice(offset, offset + writeUnit), origin }))
    .filter(({ bytes }) => bytes.some((byte) => byte !== erasedValue));
  return written.length === 0 ? undefined : keep?.(chip.uid, SparseImage.fromChunks(written));
}

function changedSector(
  { device: { bank } }: BurnRequest,
  [first, ...more]: readonly BankChange[],
  kept: KeptSector | undefined,
  cause: unknown,
): OtpforgeError {
  if (!first) throw new RangeError('no change');
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const failure =
    cause === undefined
      ? ''
      : `, which ended with ${cause instanceof OtpforgeError ? cause.code : 'INTERNAL'}`;
  return new OtpforgeError('SECTOR_CHANGED', {
    ...changeText(
      first,
      bank,
      (what) =>
        `${what}${others} while the probe wrote the firmware${failure}. Nothing was burnt into the reserved sector${keptText(kept)}`,
    ),
    remedy: `${kept ? `Keep ${kept.file}: where the sector is blank now, otpforge program writes it back. ` : ''}Use a probe or a debug server that erases no more than the sectors it writes, and keep the firmware out of ${hex32(otpRange(bank).address)}.`,
    cause,
    details: {
      changed: [first, ...more].map(({ address }) => address).slice(0, mostAddresses),
      ...keptDetails(kept),
    },
  });
}

/** An error of a download behind which the sector could not be read. */
function unknownSector(error: unknown, kept: KeptSector | undefined): unknown {
  if (!kept) return error;
  const text = (inner: string) =>
    `${inner}; whether the reserved sector still holds its bytes could not be read${keptText(kept)}`;
  const code = error instanceof OtpforgeError ? error.code : 'INTERNAL';
  const remedy = error instanceof OtpforgeError ? error.remedy : undefined;
  return new OtpforgeError(code, {
    ...around(error, text, keptDetails(kept)),
    ...(remedy !== undefined && { remedy }),
  });
}

function keptText(kept: KeptSector | undefined): string {
  return kept ? `: what it held is in ${kept.file}` : '';
}

function keptDetails(kept: KeptSector | undefined): { readonly kept?: string } {
  return kept ? { kept: kept.file } : {};
}

const mostAddresses = 64;

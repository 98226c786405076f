import {
  areaName,
  type Bank,
  bankWarnings,
  type Device,
  halfWritten,
  isHalfWritten,
  isSector,
} from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { Medium } from '../probe/index.js';
import { hex32, hexBytes } from '../text/hex.js';
import { exampleRefusals } from './example-unit.js';
import { imageSha256, sha256 } from './hash.js';
import { type InspectedChip, identityRefusals, planChipOf } from './identify.js';
import { type InFlight, isHalfErased, judgeInFlight } from './in-flight.js';
import { otpReader } from './otp-reader.js';
import { planHash } from './plan-hash.js';
import type { PastVerdict, Plan, PlanArea, PlanUnit, Refusal, RefusalCode } from './plan-types.js';
import { planUnits } from './plan-units.js';
import { splitRegions } from './regions.js';
import { sectorRefusals, withoutFirmware } from './sector-firmware.js';
import type { UnitJudge } from './unit-judge.js';

/** `otp` is the bank as the chip holds it now; undefined when it may not be read. */
export interface PlanInput extends InspectedChip {
  readonly device: Device;
  readonly image: SparseImage;
  readonly loader?: Pick<LoaderElf, 'sha256' | 'origin'> | undefined;
  /** Silicon unless somebody says otherwise. */
  readonly medium?: Medium | undefined;
  /** Blocks that may be locked though nothing is written in them. */
  readonly lockEmpty?: readonly number[] | undefined;
  /** What earlier runs on this die may have left half-programmed. */
  readonly inFlight?: InFlight | undefined;
  /** Take units that may be half-programmed, and cannot be programmed again, as they read. */
  readonly acceptSuspect?: boolean | undefined;
  /** What the layout says of image and chip. */
  readonly unit?: Pick<UnitJudge, 'refusals' | 'owned'> | undefined;
  /** What a journal says against it. */
  readonly past?: PastVerdict | undefined;
}

/** Computes what a program run would do. The same inputs give the same plan and hash. */
export function makePlan(input: PlanInput): Plan {
  const {
    device,
    image,
    loader,
    medium = 'silicon',
    lockEmpty = [],
    inFlight,
    acceptSuspect = false,
    unit,
    past,
    ...inspected
  } = input;
  const { chip, otp } = inspected;
  const regions = splitRegions(image, device);
  const wanted = withoutFirmware(image, device.bank, unit?.owned);
  const judged = otp ? planUnits(device.bank, wanted, otp.bytes, otp.ecc, lockEmpty) : [];
  const halfErased = inFlight !== undefined && judged.length > 0 && isHalfErased(inFlight);
  const units =
    otp && inFlight && !halfErased
      ? judgeInFlight(device.bank, judged, otp, inFlight, acceptSuspect)
      : judged;
  const burns = !otp || units.some(({ state }) => state === 'burn');
  const ofUnits = past?.replacesUnits ? [] : unitRefusals(units, device.bank, otp?.bytes);
  const ofLayout =
    otp && unit && !past?.replacesUnits ? unit.refusals(otpReader(device.bank, otp, chip.uid)) : [];
  const body: Omit<Plan, 'hash'> = {
    device: device.name,
    area: areaOf(device.bank),
    medium,
    chip: planChipOf(chip),
    otpSha256: otp ? sha256(otp.bytes) : '',
    imageSha256: imageSha256(image),
    loader: loader && { sha256: loader.sha256, origin: loader.origin },
    ...(device.bank.controllerFile && { controller: device.bank.controllerFile }),
    ...(chip.probe.simulatedAs !== undefined && { simulatedAs: chip.probe.simulatedAs }),
    firmware: regions.firmware.segments.map(({ address, bytes }) => ({ address, length: bytes.length })),
    units,
    // A half-programmed cell may read differently each time: what the plan found to burn the loader may find equal.
    programsEqual: inFlight !== undefined && device.bank.otp.rewrite === 'clear-bits',
    ...(past?.alike && { alike: past.alike }),
    ...(past?.movedFrom?.length && { movedFrom: past.movedFrom }),
    refusals: [
      ...identityRefusals(inspected, device, burns),
      ...regions.refusals,
      ...sectorRefusals(image, device.bank, unit?.owned),
      ...exampleRefusals(regions.otp, medium),
      ...(halfErased ? [halfErasedRefusal(device.bank)] : []),
      ...(past?.refusals ?? []),
      ...ofLayout,
      ...ofUnits,
    ],
    warnings: [...bankWarnings(device.bank), ...image.warnings],
  };
  return { ...body, hash: planHash(body, otp?.ecc ?? new Map()) };
}

function halfErasedRefusal({ otp: { base } }: Bank): Refusal {
  return {
    code: 'SECTOR_HALF_ERASED',
    address: base,
    message:
      'an erase of the reserved sector of this chip was interrupted, as the journal has it: its cells may read right and be weak',
    remedy: 'Erase it again with otpforge sector erase, and then program the unit.',
  };
}

/** What a plan burns of a bank. */
export function areaOf(bank: Bank): PlanArea {
  const { base, size, writeUnit, rewrite } = bank.otp;
  return {
    kind: isSector(bank) ? 'sector' : 'otp',
    name: bank.name,
    base,
    size,
    writeUnit,
    bits: 'clear',
    rewrite,
  };
}

/** The units that a run would program, data before locks. */
export function unitsToBurn(plan: Plan, kind: PlanUnit['kind']): readonly PlanUnit[] {
  return plan.units.filter((unit) => unit.state === 'burn' && unit.kind === kind);
}

/** Why units cannot be burnt, each with its way out; `otp` is the whole bank. */
export function unitRefusals(
  units: readonly PlanUnit[],
  bank: Bank,
  otp: Uint8Array | undefined,
): readonly Refusal[] {
  return units.flatMap((unit) => {
    const refusal = unitRefusal(unit, lockText(unit, bank, otp), bank);
    return refusal ? [{ ...refusal, address: unit.address }] : [];
  });
}

/** The lock byte of a unit's block, and what it holds. */
function lockText({ block }: PlanUnit, { otp: { base, locks } }: Bank, otp: Uint8Array | undefined): string {
  if (!locks || block === undefined) return '';
  const offset = locks.offset + block;
  return `the lock byte of block ${block} at ${hex32(base + offset)} is ${hexBytes([otp?.[offset]])}`;
}

function unitRefusal(unit: PlanUnit, lock: string, bank: Bank): Refusal | undefined {
  if (unit.state === 'skip' || unit.state === 'burn') return undefined;
  const where = `${hex32(unit.address)} (${unit.from.join(', ')})`;
  const values = `holds ${hexBytes(unit.old)}, wanted ${hexBytes(unit.wanted)}`;
  switch (unit.reason) {
    case 'needs-ones':
      return refusal(
        'CONFLICT',
        `${where} ${values}: bits ${hexBytes(unit.impossible ?? [])} are 0 and can never be 1 again`,
        `Correct the data, or use a chip whose ${areaName(bank)} is still blank here.${takenBack(bank)}`,
      );
    case 'unit-is-spent':
      return refusal(
        'CONFLICT',
        `${where} ${values}: the write unit was programmed before and can be programmed only once (bits ${hexBytes(unit.impossible ?? [])} differ)${isHalfWritten(bank, unit.old) ? `; it is ${halfWritten}` : ''}`,
        `Correct the data, or use a chip whose ${areaName(bank)} is still blank here.${takenBack(bank)}`,
      );
    case 'lock-byte-value':
      return refusal(
        'LOCK_VALUE',
        `${where} ${values}: a lock byte is only ever written 00`,
        'Take the byte out of the image, or ask for the lock in the layout.',
      );
    case 'block-is-empty':
      return refusal(
        'LOCK_EMPTY',
        `${where} ${values}: it would lock block ${unit.block} forever, and nothing is written in that block`,
        `Write the block's data first, or ask for the lock of the empty block by name: --lock-empty ${unit.block}.`,
      );
    case 'bytes-missing':
      return refusal(
        'PARTIAL',
        `${where} ${values}: the image holds only a part of the ${unit.length}-byte write unit, which can be programmed only once; missing are ${missing(unit)}`,
        'Put whole units into the image, or name the byte for the rest with fill: in the layout or --fill.',
      );
    case 'block-is-locked':
      return refusal(
        'LOCKED',
        `${where} ${values}: ${lock}, so that the block is locked forever`,
        'Use another chip.',
      );
    case 'lock-byte-is-damaged':
      return refusal(
        'LOCKED',
        `${where} ${values}: ${lock}, neither 00 nor FF, so that the block counts as locked`,
        'Use another chip.',
      );
    case 'ecc-damaged':
      return refusal(
        'DAMAGED',
        `${where} ${values}: the write unit has a double ECC error, as a power loss during programming leaves it; it cannot be read, and it can be programmed only once`,
        `Use a spare slot of the layout, or another chip.${takenBack(bank)}`,
      );
    case 'ecc-weak':
      return refusal(
        'DAMAGED',
        `${where} ${values}: the write unit is weak, it reads right only because one wrong bit is corrected on each read`,
        `${spareByNumber}${takenBack(bank)}`,
      );
    case 'cut-short':
      if (unit.kind === 'lock') {
        return refusal(
          'SUSPECT',
          `${where} ${values}: it would lock block ${unit.block} forever, and an interrupted run may have left a byte in it half-programmed that the image does not name`,
          'Run the interrupted command again, with its own image, and then this one. --accept-suspect locks the block as it reads.',
        );
      }
      return refusal(
        'SUSPECT',
        `${where} ${values}: it reads right, but an interrupted run may have left it half-programmed, and it can be programmed only once`,
        `${spareByNumber}${takenBack(bank)} If the supply never failed, --accept-suspect takes it as it reads.`,
      );
    default:
      return undefined;
  }
}

/** What OTP never allows. */
function takenBack(bank: Bank): string {
  return isSector(bank) ? ' otpforge sector erase takes back the whole sector.' : '';
}

// A dump shows such a unit as it reads, so that a merge by the dump alone would choose its slot again.
const spareByNumber =
  'Use a spare slot of the layout by its number (otpforge merge --chip-dump … --slot 2), or another chip.';

function refusal(code: RefusalCode, message: string, remedy: string): Refusal {
  return { code, message, remedy };
}

function missing(unit: PlanUnit): string {
  return unit.wanted
    .flatMap((byte, index) => (byte === undefined ? [hex32(unit.address + index)] : []))
    .join(', ');
}

import { areaName, type Device } from '../bank/index.js';
import type { ReadOtp, Refusal, UnitJudge, UnitVerdict } from '../burn/index.js';
import type { Binding, SparseImage } from '../image/index.js';
import {
  besidesText,
  carriedFields,
  heldUnit,
  type JudgedUnit,
  judgeUnit,
  type Layout,
  ownedUnits,
  unitText,
} from '../layout/index.js';
import { rangeOf } from '../range/index.js';
import type { Secrets } from '../secrets/index.js';
import { hex32 } from '../text/hex.js';
import { afterBurn } from './after-burn.js';
import { dieRefusals } from './bound-die.js';
import { publicFields } from './public-fields.js';
import { stageRefusals } from './stage-refusals.js';

export interface UnitToJudge {
  readonly device: Pick<Device, 'bank'>;
  readonly image: SparseImage;
  readonly layout: Layout | undefined;
  readonly secrets: Secrets | undefined;
  /** What says which die the image is for. */
  readonly binding?: Binding | undefined;
  /** The image is meant to leave the OTP alone. */
  readonly firmwareOnly?: boolean | undefined;
}

/** Judges a unit by its layout; undefined where nothing is known of it. Nothing that it says shows a secret. */
export function unitJudge(input: UnitToJudge): UnitJudge | undefined {
  const { layout, image, secrets, binding, firmwareOnly } = input;
  if (!layout && !binding && !firmwareOnly) return undefined;
  const isCarried = layout !== undefined && carriedFields(layout, image).length > 0;
  return {
    owned: layout && ownedUnits(layout),
    refusals: (read) => [
      ...firmwareOnlyRefusals(input),
      ...dieRefusals(input, read),
      ...(layout ? stageRefusals(layout, image, read) : []),
      ...layoutRefusals(input, isCarried, read),
    ],
    judge(read) {
      const unit = layout && (isCarried ? judgeUnit(layout, image, read) : heldUnit(layout, read));
      const verdict = unit && verdictOf(unit, secrets);
      return ofDie(verdict, dieRefusals(input, read));
    },
  };
}

/** A unit of another die is none, whatever its bytes. */
function ofDie(verdict: UnitVerdict | undefined, refusals: readonly Refusal[]): UnitVerdict | undefined {
  if (refusals.length === 0) return verdict;
  const problems = [...refusals.map(({ message }) => message), ...(verdict?.problems ?? [])];
  return { fields: [], ...verdict, text: problems.join('; '), problems };
}

function firmwareOnlyRefusals({ device, image, firmwareOnly }: UnitToJudge): readonly Refusal[] {
  const [first] = firmwareOnly ? otpPart(image, device).segments : [];
  if (!first) return [];
  return [
    {
      code: 'FIRMWARE_ONLY',
      message: `the image holds bytes for the ${areaName(device.bank)}, from ${hex32(first.address)} on, but --firmware-only was given`,
      remedy: `Leave --firmware-only out, or give an image without ${areaName(device.bank)} bytes.`,
      address: first.address,
    },
  ];
}

function layoutRefusals(
  { device, image, layout, firmwareOnly }: UnitToJudge,
  isCarried: boolean,
  read: ReadOtp,
): readonly Refusal[] {
  if (!layout) return [];
  if (isCarried) return outdatedSlots(layout, image, read);
  const isFirmware = otpPart(image, device).isEmpty;
  if (isFirmware && (firmwareOnly || heldUnit(layout, read))) return [];
  const area = areaName(device.bank);
  const what = isFirmware ? `no ${area} byte` : `${area} bytes, but none of a field`;
  const held = isFirmware ? ', and the chip holds no valid unit by this layout yet' : '';
  return [
    {
      code: 'NO_UNIT',
      message: `the image holds ${what} of ${layout.file}${held}: the board would have no identity`,
      remedy: isFirmware
        ? 'Merge the serial data into the image (otpforge merge --layout), or write the firmware alone by --firmware-only.'
        : 'Use the layout that the image was merged with, or none.',
    },
  ];
}

/** A slot that is older than what the chip holds would be burnt, and never count. */
function outdatedSlots(layout: Layout, image: SparseImage, read: ReadOtp): readonly Refusal[] {
  return judgeUnit(layout, image, afterBurn(image, read)).faults.flatMap(
    ({ what, address, problem, isOutdated }) => {
      if (!isOutdated) return [];
      return [
        {
          code: 'SLOT_OUTDATED' as const,
          message: `${what} at ${hex32(address)} ${problem}`,
          remedy: 'Merge again with --chip-dump, which chooses the slot by what the chip holds.',
          address,
        },
      ];
    },
  );
}

function otpPart(image: SparseImage, { bank }: Pick<Device, 'bank'>): SparseImage {
  const { address, length } = rangeOf(bank.otp);
  return image.clip(address, address + length);
}

function verdictOf({ fields, slots, faults }: JudgedUnit, secrets: Secrets | undefined): UnitVerdict {
  const shown = publicFields(fields, secrets).map((field, index) => ({
    ...field,
    judged: fields[index]?.judged === true,
    names: fields[index]?.names === true,
  }));
  const problems = faults.map(({ what, address, length, problem }) => {
    const isHidden = secrets?.hides(address, length) && problem.startsWith(crcProblem);
    return `${what} at ${hex32(address)} ${isHidden ? crcProblem : problem}`;
  });
  const besides = besidesText({ fields: shown, slots });
  return {
    text: problems.length > 0 ? problems.join('; ') : unitText({ fields: shown }),
    fields: shown.map(({ name, state, judged, text }) => ({
      name,
      state,
      judged,
      ...(text !== undefined && { text }),
    })),
    ...(slots.length > 0 && {
      slots: slots.map(({ record, slot, state, newest }) => ({ record, slot, state, newest })),
    }),
    ...(besides !== '' && { besides }),
    ...(problems.length > 0 && { problems }),
  };
}

/** What a check says of itself where its value must not be shown. */
const crcProblem = 'does not match the bytes it covers';

import type { ReadOtp, Refusal } from '../burn/index.js';
import type { Binding, SparseImage } from '../image/index.js';
import { carriedFields, decodeField, isOfDie, type Layout, type LayoutField } from '../layout/index.js';
import { uidText } from '../target/index.js';
import { hex32 } from '../text/hex.js';
import { afterBurn } from './after-burn.js';

export interface BoundUnit {
  readonly image: SparseImage;
  readonly layout: Layout | undefined;
  /** What says which die the image is for. */
  readonly binding?: Binding | undefined;
}

/** Why an image must not be burnt into a die: it is for another one, or nobody can say for which. */
export function dieRefusals(unit: BoundUnit, read: ReadOtp): readonly Refusal[] {
  return [...bindingRefusals(unit, read), ...fieldRefusals(unit, read)];
}

function bindingRefusals({ binding }: BoundUnit, { uid }: ReadOtp): readonly Refusal[] {
  if (!binding) return [];
  const { from, uid: die, isChanged } = binding;
  if (isChanged) {
    return [
      {
        code: 'BOUND_HEX_CHANGED',
        message: `the image is not the one that ${from} binds to the die ${die}: it was changed since`,
        remedy: 'Merge the unit again with --uid.',
      },
    ];
  }
  if (!uid) {
    return [
      {
        code: 'UID_UNPROVEN',
        message: `${from} binds the image to the die ${die}, and the unique ID of this chip is not known`,
        remedy: 'Read the chip through a probe, or give its unique ID by --uid where the command has it.',
      },
    ];
  }
  return uidText(uid) === die ? [] : [otherDie(`${from} binds the image to the die ${die}`, uid)];
}

/** The fields that depend on the unique ID are computed again, where that can be done. */
function fieldRefusals({ image, layout, binding }: BoundUnit, read: ReadOtp): readonly Refusal[] {
  if (!layout) return [];
  const after = afterBurn(image, read);
  return carriedFields(layout, image)
    .filter(isOfDie)
    .flatMap((field) => {
      const { state, crcOk } = decodeField(layout, field, after);
      const { address } = field;
      const where = `${field.name} at ${hex32(address)}`;
      if (state === 'invalid' && read.uid)
        return [{ ...otherDie(`${where} is not for it`, read.uid), address }];
      const isProven =
        state === 'value' && (field.kind === 'value' ? read.uid !== undefined : crcOk === true);
      return isProven || binding ? [] : [unproven(where, field, address)];
    });
}

function otherDie(why: string, uid: Uint8Array): Refusal {
  return {
    code: 'OTHER_DIE',
    message: `the image is for another die than this one, ${uidText(uid)}: ${why}`,
    remedy: 'Take the image of this die, or merge one with its --uid.',
  };
}

function unproven(where: string, { type }: LayoutField, address: number): Refusal {
  const why = type === 'computed' ? 'only its signer could say' : 'what it covers cannot be read';
  return {
    code: 'UID_UNPROVEN',
    message: `${where} depends on the unique ID of the die, and nothing shows that it is for this one: ${why}`,
    remedy:
      'Keep the file that merge --uid writes beside the image, unit.hex.json, or merge again with --uid.',
    address,
  };
}

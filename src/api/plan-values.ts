import type { PlanValue } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import { type DecodedField, decodeKeys, decodeLayout, type Layout, withBlankPads } from '../layout/index.js';
import type { Secrets } from '../secrets/index.js';
import { publicFields } from './public-fields.js';

/** What an image wants of the fields of a layout, those apart of which it holds nothing or leaves them blank. */
export function planValues(
  image: SparseImage,
  layout: Layout | undefined,
  secrets: Secrets | undefined,
): readonly PlanValue[] {
  if (!layout) return [];
  const padded = withBlankPads(layout, image);
  const read = (address: number, length: number) => padded.read(address, length);
  // A key is a byte to burn, although it is in the names of the others.
  const fields = [...decodeLayout(layout, read), ...decodeKeys(layout, read)];
  return publicFields(fields, secrets)
    .filter(({ state }) => state !== 'absent' && state !== 'blank')
    .map(planValue);
}

function planValue({ name, address, length, record, slot, secret, ...found }: DecodedField): PlanValue {
  const text = found.text ?? found.value;
  return {
    field: name,
    ...(record !== undefined && { record }),
    ...(slot !== undefined && { slot }),
    address,
    length,
    ...(secret && { secret }),
    ...(!secret && isWhole(found) && text !== undefined && { text: String(text) }),
    ...(found.problem !== undefined && { problem: found.problem }),
  };
}

function isWhole({ state }: Pick<DecodedField, 'state'>): boolean {
  return state === 'value' || state === 'unchecked';
}

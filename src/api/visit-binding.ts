import type { Binding, SparseImage } from '../image/index.js';
import { carriedFields, isOfDie, type Layout } from '../layout/index.js';

/** Says which die an image is for that a visit has made; undefined where no signature depends on the die. */
export function visitBinding(
  layout: Layout | undefined,
  image: SparseImage,
  uid: string,
): Binding | undefined {
  const isSigned =
    layout && carriedFields(layout, image).some((field) => field.type === 'computed' && isOfDie(field));
  return isSigned ? { from: 'the ledger', uid, isChanged: false } : undefined;
}

import { type Description, problemsAt, type Rules } from './judge.js';
import { type Json, numbersOf, oneDigitOff, withNumber } from './leaves.js';

/** Numbers of a description that could have another digit without being noticed. */
export function unnoticed(description: Description, rules: Rules): string[] {
  return numbersOf(description as unknown as Json).flatMap(({ path, value }) =>
    oneDigitOff(value).flatMap((other) => {
      const changed = withNumber(description as unknown as Json, path, other) as unknown as Description;
      return problemsAt(changed, { path, value: other }, rules).length > 0 ? [] : [`${path}: ${other}`];
    }),
  );
}

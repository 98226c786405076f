import type { Bank } from '../bank/index.js';
import { containsAddress } from '../range/index.js';
import type { Secrets } from '../secrets/index.js';
import type { MapCells } from './document.js';

/**
 * Cells of which no secret byte can be read off. Where each byte is a unit of its own, one of all ones shows as blank,
 * and one that a plan leaves alone is equal: there all bytes of a secret field show alike.
 */
export function withoutSecretBytes(
  { otp: { rewrite } }: Bank,
  cells: readonly MapCells[],
  { spans }: Pick<Secrets, 'spans'>,
): readonly MapCells[] {
  if (rewrite === 'once') return cells;
  return spans.reduce((shown, span) => {
    const own = shown.filter(({ address }) => containsAddress(span, address));
    const state = (['suspect', 'value'] as const).find((each) => own.some((cell) => cell.state === each));
    const change = changes.find((each) => own.some((cell) => cell.change === each));
    return shown.map((cell) => {
      if (!containsAddress(span, cell.address)) return cell;
      const { reason: _reason, ...rest } = cell;
      return {
        ...rest,
        ...(state && isKnown(cell) && { state }),
        ...(cell.change && change && { change }),
      };
    });
  }, cells);
}

/** What becomes of the whole where it becomes of a part. */
const changes = ['conflict', 'locked', 'partial', 'suspect', 'burn', 'skip'] as const;

// Whether a byte is absent or cannot be read does not depend on what it holds.
function isKnown({ state }: MapCells): boolean {
  return state === 'blank' || state === 'value' || state === 'suspect';
}

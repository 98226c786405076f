import { hash } from 'node:crypto';
import { keySize } from './index-cell.js';

/** A key of the index, by what it stands for: names and values of any length. */
export function indexKey(
  kind: 'die' | 'end' | 'value' | 'value-of-die' | 'moved' | 'unplanned',
  ...parts: readonly string[]
): Buffer {
  const text = JSON.stringify([kind, ...parts]);
  return hash('sha256', text, 'buffer').subarray(0, keySize);
}

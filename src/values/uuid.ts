import { SourceProblem } from './problem.js';

/** A UUID of version 4 (RFC 9562 §5.4) made of 16 random bytes. Throws SourceProblem for another count. */
export function uuidOf(random: Uint8Array): string {
  if (random.length !== 16) throw new SourceProblem(`needs 16 random bytes, not ${random.length}`);
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

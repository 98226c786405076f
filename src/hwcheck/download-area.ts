import { SparseImage } from '../image/index.js';
import type { Probe } from '../probe/index.js';

/** A multiple of every write unit. */
const unit = 8;

/**
 * Makes a sector hold some bytes by the probe's own download: first without units of all ones, since programming them would use
 * them up on a part with ECC; then, for a probe that keeps what it is not given, the whole sector. False when neither does it.
 */
export async function downloadArea(
  probe: Probe,
  address: number,
  bytes: Uint8Array,
  isDone: () => Promise<boolean>,
): Promise<boolean> {
  const all = Array.from({ length: bytes.length / unit }, (_, index) => index * unit);
  const last = bytes.length - unit;
  const sparse = all.filter((at) => at === last || !isBlank(bytes.subarray(at, at + unit)));
  for (const starts of [sparse, all]) {
    const chunks = starts.map((at) => ({ address: address + at, bytes: bytes.subarray(at, at + unit) }));
    await probe.programFlash(imageOf(chunks));
    await probe.resetHalt();
    if (await isDone()) return true;
  }
  return false;
}

export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}

function imageOf(chunks: readonly { address: number; bytes: Uint8Array }[]): SparseImage {
  const origin = { source: { file: 'hwcheck', kind: 'chip' as const } };
  return SparseImage.fromChunks(chunks.map((chunk) => ({ ...chunk, origin })));
}

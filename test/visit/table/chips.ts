import { join } from 'node:path';
import { otpRange } from '../../../src/bank/index.js';
import { type ChipOptions, loadChip, SimulatedChip, saveChip } from '../../../src/chip/index.js';
import type { SparseImage } from '../../../src/image/index.js';
import {
  encodeLayout,
  type ReadBytes,
  uniqueValuesIn,
  unitDataFromObject,
} from '../../../src/layout/index.js';
import type { DieId } from '../../../src/ledger/index.js';
import { memoryOf } from '../../layout/memory.js';
import type { TableBench, Texts } from './bench.js';
import type { ContentName } from './cells.js';

export interface ChipTexts {
  /** What the die's unit has, or would have. */
  readonly own: Texts;
  readonly taken: Texts;
  readonly unbound: Texts;
  /** What the ledger never gave out. */
  readonly stranger: Texts;
}

/** The die of a number. */
export function dieOf({ kind: { device } }: TableBench, n: number): DieId {
  return { devId: device.line.devIds[0] ?? 0, uid: Buffer.from(uidOf(n)).toString('hex').toUpperCase() };
}

function uidOf(n: number): Uint8Array {
  return Uint8Array.from({ length: 12 }, (_, at) => (at < 2 ? (n >> (8 * at)) & 0xff : 0x31 + at));
}

/** Makes the chip file of a die. */
export async function makeChip(
  bench: TableBench,
  file: string,
  n: number,
  content: ContentName,
  texts: ChipTexts,
): Promise<void> {
  const { kind, folder } = bench;
  const options: ChipOptions = { uid: uidOf(n) };
  const chip = SimulatedChip.create(kind.device, options);
  const { base, writeUnit, rewrite } = kind.device.bank.otp;
  const poke = (image: SparseImage) => {
    for (const { address, bytes } of image.segments) chip.bench.poke(address, bytes);
  };
  if (content === 'whole' || content === 'unreadable') poke(imageOf(bench, texts.own));
  if (content === 'taken' || content === 'unbound' || content === 'stranger')
    poke(imageOf(bench, texts[content]));
  if (content === 'mixed' || content === 'split') {
    const { mac } = content === 'mixed' ? texts.taken : texts.own;
    poke(imageOf(bench, { serial: texts.unbound.serial, mac }));
  }
  if (content === 'part') {
    const image = imageOf(bench, texts.own);
    poke(image.clip(base, base + (rewrite === 'clear-bits' ? 5 : 2 * writeUnit)));
    // A byte whose programming was cut off has not cleared all its bits.
    const half = image.read(base + 5, 1)?.[0] ?? 0;
    if (rewrite === 'clear-bits') chip.bench.poke(base + 5, Uint8Array.of(half | 0x0f));
  }
  if (content === 'bytes') chip.bench.poke(base, new Uint8Array(writeUnit).fill(0x5a));
  if (content === 'damaged') chip.bench.setUnitState(base, 'damaged');
  if (content === 'unreadable') chip.bench.setReadProtection(1);
  await saveChip(join(folder, file), chip);
}

/** What a unit's values put into a blank chip. */
export function imageOf({ layout, kind }: TableBench, texts: Texts): SparseImage {
  const { read } = memoryOf(kind.device.bank);
  return encodeLayout(layout, unitDataFromObject({ ...texts }), layout.records.length > 0 ? { read } : {})
    .image;
}

/** The values that a chip holds whole, and all that is programmed in it beside them where the layout has no records. */
export async function found({ kind, folder, layout }: TableBench, file: string) {
  const chip = await loadChip(join(folder, file), kind.device);
  const read: ReadBytes = (address, length) => chip.bench.peek(address, length);
  const texts = Object.fromEntries(uniqueValuesIn(layout, read).map(({ field, text }) => [field, text]));
  const { address, length } = otpRange(kind.device.bank);
  const bytes = layout.records.length > 0 ? undefined : read(address, length);
  return { texts, bytes };
}

/** The whole OTP after a burn of these values into a blank chip. */
export function wholeOtp(bench: TableBench, texts: Texts): Uint8Array | undefined {
  if (bench.layout.records.length > 0) return undefined;
  const memory = memoryOf(bench.kind.device.bank);
  memory.write(imageOf(bench, texts));
  return memory.bytes;
}

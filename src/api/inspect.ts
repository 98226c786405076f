import { mergeImages, type ReportedRange, readImageFile } from '../image/index.js';
import type { DecodedField, DecodedSlot } from '../layout/index.js';
import type { MergeInput } from './merge.js';

export interface InspectOptions {
  readonly inputs: readonly MergeInput[];
  /** Decode the OTP part by this layout. */
  readonly layout?: string;
  readonly device?: string;
  readonly banks?: readonly string[];
}

export interface InspectDocument {
  readonly format: 'otpforge.image/1';
  readonly byteCount: number;
  readonly segments: readonly { address: number; length: number }[];
  readonly ranges: readonly ReportedRange[];
  readonly starts: readonly { kind: 'segment' | 'linear'; value: number; file: string }[];
  readonly fields: readonly DecodedField[];
  /** Each slot of the layout's records; `fields` are those of the newest valid one. */
  readonly slots: readonly DecodedSlot[];
}

/** Tells what image files hold: ranges with their sources, start addresses, decoded fields. */
export async function inspect({ inputs, layout, device, banks }: InspectOptions): Promise<InspectDocument> {
  const image = mergeImages(await Promise.all(inputs.map(({ path, ...at }) => readImageFile(path, at))));
  return {
    format: 'otpforge.image/1',
    byteCount: image.byteCount,
    segments: image.segments.map(({ address, bytes }) => ({ address, length: bytes.length })),
    ranges: image
      .ranges()
      .map(({ source, ...range }) => ({ ...range, file: source.file, kind: source.kind })),
    starts: image.starts.map(({ kind, value, origin }) => ({ kind, value, file: origin.source.file })),
    ...(layout === undefined ? { fields: [], slots: [] } : await decode(layout)),
  };

  async function decode(path: string): Promise<Pick<InspectDocument, 'fields' | 'slots'>> {
    const { loadBanks } = await import('../bank/index.js');
    const { decodeLayout, decodeSlots } = await import('../layout/index.js');
    const { readLayout } = await import('./layout-target.js');
    const { publicFields } = await import('./public-fields.js');
    const parsed = await readLayout(path, device, await loadBanks(banks));
    const readable = (address: number, length: number) => image.read(address, length);
    return { fields: publicFields(decodeLayout(parsed, readable)), slots: decodeSlots(parsed, readable) };
  }
}

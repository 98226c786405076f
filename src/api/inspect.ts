import type { BankFolders } from '../bank/index.js';
import {
  type ImageWarning,
  mergeImages,
  type ReportedRange,
  readImageFile,
  type SparseImage,
} from '../image/index.js';
import type { DecodedField, DecodedSlot } from '../layout/index.js';
import { type MergeInput, mergeInputs } from './merge-input.js';
import { bankFolders, checkOptions, need, type Shape, text } from './options/index.js';

export interface InspectOptions {
  readonly inputs: readonly MergeInput[];
  /** Decode the OTP part by this layout. */
  readonly layout?: string;
  readonly device?: string;
  readonly banks?: BankFolders;
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
  readonly warnings: readonly ImageWarning[];
}

const shape: Shape<InspectOptions> = {
  inputs: need(mergeInputs),
  layout: text,
  device: text,
  banks: bankFolders,
};

/**
 * Shows what image files hold: ranges with their sources, start addresses, decoded fields.
 * Errors: FILE_*, IHEX_*, ELF_*, IMAGE_*, LAYOUT_INVALID.
 */
export async function inspect(options: InspectOptions): Promise<InspectDocument> {
  checkOptions('inspect', options, shape);
  const { inputs, layout, device, banks } = options;
  const known = layout === undefined ? undefined : await loadLayout(layout);
  const read = async () => {
    const images = await Promise.all(inputs.map(({ path, ...at }) => readImageFile(path, at)));
    // Nothing starts what is only looked at, so starts of two images may differ.
    return { image: mergeImages(images, { start: 'none' }), starts: images.flatMap((each) => each.starts) };
  };
  const { image, starts } = await (known ? known.withoutSecrets(read) : read());
  return {
    format: 'otpforge.image/1',
    byteCount: image.byteCount,
    segments: image.segments.map(({ address, bytes }) => ({ address, length: bytes.length })),
    ranges: image
      .ranges()
      .map(({ source, ...range }) => ({ ...range, file: source.file, kind: source.kind })),
    starts: starts.map(({ kind, value, origin }) => ({ kind, value, file: origin.source.file })),
    ...(known ? known.decode(image) : { fields: [], slots: [] }),
    warnings: image.warnings,
  };

  // The layout half loads YAML and schemas: a look at image files does without them.
  async function loadLayout(path: string) {
    const { loadBanks } = await import('../bank/load.js');
    const { withBlankPads } = await import('../layout/blank-pad.js');
    const { decodeLayout, decodeSlots } = await import('../layout/decode.js');
    const { readLayout } = await import('./layout-target.js');
    const { publicFields } = await import('./public-fields.js');
    const { redactError } = await import('../secrets/redact-error.js');
    const { secretsOf } = await import('../secrets/of-layout.js');
    const parsed = await readLayout(path, device, await loadBanks(banks));
    const secrets = secretsOf(parsed);
    return {
      decode: (image: SparseImage) => {
        const padded = withBlankPads(parsed, image);
        const readable = (address: number, length: number) => padded.read(address, length);
        const fields = publicFields(decodeLayout(parsed, readable), secrets);
        return { fields, slots: decodeSlots(parsed, readable) };
      },
      withoutSecrets: async <T>(work: () => Promise<T>): Promise<T> => {
        try {
          return await work();
        } catch (error) {
          throw secrets ? redactError(error, secrets) : error;
        }
      },
    };
  }
}

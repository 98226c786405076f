import { type SparseImage, writeIntelHex } from '../image/index.js';
import { type Kind, kind } from './options/index.js';

export interface MergedSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

let reveal: (image: MergedImage) => Uint8Array;
let bound: (image: MergedImage) => string | undefined;
let create: (image: SparseImage, uid: string | undefined) => MergedImage;

/**
 * What `merge` makes when it writes no file. It holds secret fields in clear, so that only who asks for its bytes gets them:
 * a log or a JSON text of it shows none.
 */
export class MergedImage {
  readonly #hex: Uint8Array;
  readonly #segments: readonly MergedSegment[];

  readonly #uid: string | undefined;

  private constructor(image: SparseImage, uid: string | undefined) {
    this.#hex = writeIntelHex(image);
    this.#uid = uid;
    this.#segments = image.segments;
  }

  static {
    reveal = (image) => image.#hex;
    bound = (image) => image.#uid;
    create = (image, uid) => new MergedImage(image, uid);
  }

  static isOne(value: unknown): value is MergedImage {
    return typeof value === 'object' && value !== null && #hex in value;
  }

  /** Ascending, adjacent ones joined. */
  get segments(): readonly MergedSegment[] {
    return this.#segments.map(({ address, bytes }) => ({ address, bytes: bytes.slice() }));
  }

  /** Intel HEX: what the file would hold. */
  get hex(): string {
    return Buffer.from(this.#hex).toString('latin1');
  }
}

export function mergedImageOf(image: SparseImage, uid?: string): MergedImage {
  return create(image, uid);
}

/** The unique ID of the one die that a merged image is for. */
export function dieOf(image: MergedImage): string | undefined {
  return bound(image);
}

/** The Intel HEX of a merged image, as bytes. */
export function hexOf(image: MergedImage): Uint8Array {
  return reveal(image);
}

export const mergedImage: Kind<MergedImage> = kind('an image that merge returned', MergedImage.isOne);

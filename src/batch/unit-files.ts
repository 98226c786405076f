import { createHash, type Hash } from 'node:crypto';
import { otpRange } from '../bank/index.js';
import { type HexParts, type Segment, SharedHex, SparseImage } from '../image/index.js';
import { encodeLayout, type UnitData } from '../layout/index.js';
import { stagesOf } from '../visit/setup.js';
import { fileName } from './file-names.js';
import type { FileSetup } from './setup.js';

/** The file of one unit, before it is written. */
export interface UnitFile {
  readonly name: string;
  readonly parts: HexParts;
  /** Its bytes in the area of the layout, where they are one piece. */
  readonly piece?: Segment;
}

/** Makes the files of a batch, each with the bytes that `merge` writes for the same values. */
export class UnitFiles {
  readonly #setup: FileSetup;
  readonly #hex: SharedHex;
  readonly #warnings = new Map<string, { readonly message: string }>();

  constructor(setup: FileSetup) {
    const { layout, firmware, writeOnce } = setup;
    this.#setup = setup;
    this.#hex = new SharedHex(firmware?.image ?? SparseImage.empty, otpRange(layout.bank), writeOnce);
  }

  /** A file, and what the layout makes of the values. `row` counts from 0. Errors: those of encodeLayout, IMAGE_CONFLICT. */
  make(row: number, data: UnitData): { readonly file: UnitFile; readonly own: SparseImage } {
    const { layout, stage, names } = this.#setup;
    const stages = stagesOf(stage);
    const { image: own, warnings } = encodeLayout(layout, data, stages ? { stages } : {});
    const { parts, image } = this.#hex.file(own);
    for (const warning of [...warnings, ...image.warnings]) this.#warnings.set(warning.message, warning);
    const [piece, ...others] = image.segments;
    const name = fileName(names.pattern, row, (field) => textOf(data, field));
    return { own, file: { name, parts, ...(piece && others.length === 0 && { piece }) } };
  }

  /** Each once, of all files so far. */
  get warnings(): readonly { readonly message: string }[] {
    return [...this.#warnings.values()];
  }
}

function textOf(data: UnitData, field: string): string | undefined {
  const value = data.get(field)?.value;
  return value === undefined ? undefined : String(value);
}

/** The hashes of files that begin alike: the beginning is hashed once. */
export class FileHashes {
  #before: Uint8Array | undefined;
  #state: Hash = createHash('sha256');

  sha256({ before, own, after }: HexParts): string {
    if (before !== this.#before) {
      this.#before = before;
      this.#state = createHash('sha256').update(before);
    }
    return this.#state.copy().update(own).update(after).digest('hex');
  }
}

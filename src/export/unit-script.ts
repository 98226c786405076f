import type { Device } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { TemplateOptions } from '../loader/templates.js';
import type { ExportedFile } from './exported-file.js';

/** What a script that burns one unit is made of. */
export interface UnitScriptInput extends TemplateOptions {
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly image: SparseImage;
  /** Blocks whose lock is wanted though the image holds no data for them. */
  readonly lockEmpty?: readonly number[] | undefined;
}

/** The files of such a script, and how much it burns. */
export interface UnitScript {
  readonly files: readonly ExportedFile[];
  readonly dataUnits: number;
  readonly lockUnits: number;
}

import { z } from 'zod';
import type { Refusal } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { readSmallText } from '../files/read-small.js';
import { parseYaml } from '../files/yaml.js';
import { type FuseArea, touchedWords } from '../fuse/area.js';
import { wordText } from '../fuse/refusals.js';
import { type FuseWish, imageOfData, imageOfWishes } from '../fuse/request.js';
import { mergeImages, notEmpty, type SparseImage } from '../image/index.js';
import {
  encodeLayout,
  fuseArea,
  isOfDie,
  type Layout,
  layoutFormat,
  loadUnit,
  parseLayout,
} from '../layout/index.js';
import { lineOfDevice } from '../mp1/index.js';
import { redactError, type Secrets, secretsOf } from '../secrets/index.js';
import type { UnitDataOptions } from './unit-data.js';

/** What is to be written: words, a binary file, or a layout with `fuses:` and the values of one unit. */
export interface FuseRequestOptions extends UnitDataOptions {
  /** Words by their numbers, 0 to 95. */
  readonly words?: readonly FuseWish[];
  /** A binary file of 32-bit words, least significant byte first, and the word that it begins at. */
  readonly binary?: { readonly file: string; readonly word: number; readonly lock?: boolean };
  /** Words of which sticky locks, bits 27 to 29, were asked for: refused with the reason. */
  readonly sticky?: readonly number[];
}

export interface FuseRequest {
  readonly area: FuseArea;
  readonly image: SparseImage;
  readonly layout: Layout | undefined;
  readonly secrets: Secrets | undefined;
  /** Words of the layout's fields. */
  readonly fields: ReadonlySet<number>;
  /** The layout says that secret provisioning is used. */
  readonly ssp: boolean;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** The chip that a layout's `fuses:` names. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA. */
export async function layoutFuses(path: string): Promise<string | undefined> {
  return headOf(await readSmallText(path, 'a layout'), path).fuses;
}

/** Errors: those of layouts and unit data, MP1_DATA, MP1_WORD, MP1_OTHER_CHIP, IMAGE_CONFLICT, IMAGE_EMPTY. */
export async function readRequest(options: FuseRequestOptions, device: string): Promise<FuseRequest> {
  const { words = [], binary, layout: path, sticky = [] } = options;
  const area = fuseArea(device);
  const unit = path === undefined ? undefined : await layoutUnit(path, area, options);
  const image = mergeImages([
    ...(unit ? [unit.image] : []),
    ...(words.length > 0 ? [imageOfWishes(area, words, 'the command line')] : []),
    ...(binary ? [imageOfData(area, { ...binary, bytes: await readBytes(binary.file) })] : []),
  ]);
  notEmpty(image, path ?? binary?.file ?? 'the command line');
  return {
    area,
    image,
    layout: unit?.layout,
    secrets: unit?.secrets,
    fields: unit?.fields ?? new Set(),
    ssp: unit?.ssp ?? false,
    refusals: sticky.map(stickyRefusal),
    warnings: unit?.warnings ?? [],
  };
}

async function layoutUnit(path: string, area: FuseArea, { stages, check, ...sources }: FuseRequestOptions) {
  const text = await readSmallText(path, 'a layout');
  const { fuses, ssp = false } = headOf(text, path);
  if (fuses !== undefined && lineOfDevice(fuses) !== lineOfDevice(area.fuses)) {
    throw new OtpforgeError('MP1_OTHER_CHIP', {
      message: `${path} is made for the fuses of ${fuses}, and the chip is ${area.fuses}`,
      remedy: 'Take the layout of this chip.',
      details: { file: path, fuses, device: area.fuses },
    });
  }
  const layout = parseLayout(text, path, area);
  refuseBound(layout);
  const secrets = secretsOf(layout);
  try {
    const { data, table } = await loadUnit(sources, layout);
    const { checkTable } = await import('../layout/check-table.js');
    const faults = table
      ? checkTable(layout, {
          ...table,
          ...(stages && { stages }),
          ...(check !== undefined && { strict: check }),
        })
      : [];
    const { image, warnings } = encodeLayout(layout, data, stages ? { stages } : {});
    const fields = new Set(
      layout.fields.flatMap((field) =>
        touchedWords(area, image.clip(field.address, field.address + field.length)),
      ),
    );
    return { layout, secrets, image, fields, ssp, warnings: [...layout.warnings, ...faults, ...warnings] };
  } catch (error) {
    throw secrets ? redactError(error, secrets) : error;
  }
}

/** Fuses are written by a file that goes to any chip, and no signer is asked. */
function refuseBound({ file, fields }: Layout): void {
  const bound = fields.find((field) => isOfDie(field) || field.type === 'computed');
  if (!bound) return;
  throw new OtpforgeError('LAYOUT_INVALID', {
    message: `${file}:${bound.line}: ${bound.path.join('.')}: a layout of fuses has no field of the die or of a signer`,
    remedy: 'Compute the value outside, and give it as a field of type bytes.',
    details: { file, line: bound.line, field: bound.name },
  });
}

function headOf(text: string, file: string): { fuses?: string | undefined; ssp?: boolean | undefined } {
  const head = z.looseObject({ fuses: z.string().optional(), ssp: z.boolean().optional() });
  return parseYaml({ text, file, ...layoutFormat }, head).value;
}

function stickyRefusal(word: number): Refusal {
  return {
    code: 'STICKY_LOCK',
    message: `${wordText(word)}: bits 27 to 29 (0xE0000000 on ST’s page) are locks until reset. The service ignores them in a write, so nothing would be locked`,
    remedy: 'Let firmware set sticky locks at each start, or ask for the permanent lock: lock.',
  };
}

import { OtpforgeError } from '../errors/index.js';
import { type Chunk, SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { refuseBlank } from './blank.js';
import { isGroupAddress } from './codec/eui.js';
import { blockSpan, type Layout, type LayoutField, type LayoutWarning, overlaps, unitsOf } from './layout.js';
import { checkNames, type UnitData } from './unit-data.js';
import { encodeFields } from './values.js';

export interface EncodeOptions {
  /** Stages whose fields are written, besides those without a stage; without it all fields are. */
  readonly stages?: readonly string[];
}

export interface EncodedLayout {
  /** Fields, fill and lock bytes at absolute addresses; every byte names its field. */
  readonly image: SparseImage;
  readonly warnings: readonly LayoutWarning[];
}

/**
 * The image of one unit's data. Errors: LAYOUT_STAGE_UNKNOWN, LAYOUT_FIELD_UNKNOWN, LAYOUT_FIELD_FIXED,
 * LAYOUT_VALUE_MISSING, LAYOUT_VALUE, LAYOUT_ALL_ONES.
 */
export function encodeLayout(layout: Layout, data: UnitData, options: EncodeOptions = {}): EncodedLayout {
  checkNames(layout, data);
  const selected = selectFields(layout, options.stages);
  const encoded = encodeFields(layout, selected, data);
  const chunks = selected.map((field) => fieldChunk(layout, field, encoded.get(field)));
  const filled = [...chunks, ...fillChunks(layout, selected)];
  const content = SparseImage.fromChunks(filled);
  refuseBlank(layout, selected, content);
  const locks = lockChunks(layout, selected);
  return {
    image: SparseImage.fromChunks([...filled, ...locks.chunks]),
    warnings: [
      ...partialUnits(layout, selected, content),
      ...groupAddresses(layout, chunks),
      ...locks.warnings,
    ],
  };
}

function selectFields(layout: Layout, stages: readonly string[] | undefined): readonly LayoutField[] {
  if (stages === undefined) return layout.fields;
  const known = new Set(layout.fields.flatMap(({ when }) => when ?? []));
  const unknown = stages.find((stage) => !known.has(stage));
  if (unknown !== undefined) {
    throw new OtpforgeError('LAYOUT_STAGE_UNKNOWN', {
      message: `${layout.file} has no field of stage "${unknown}"`,
      remedy: known.size ? `Its stages are ${[...known].join(', ')}.` : 'Its fields name no stage.',
      details: { file: layout.file, stage: unknown },
    });
  }
  return layout.fields.filter(({ when }) => when === undefined || stages.includes(when));
}

function fieldChunk(
  { file }: Layout,
  { name, line, address, secret }: LayoutField,
  bytes: Uint8Array = new Uint8Array(),
): Chunk {
  const origin = { source: { file, kind: 'field' as const }, line, field: name, ...(secret && { secret }) };
  return { address, bytes, origin };
}

// A byte that a field of another stage owns is never filled: that stage could not write it any more.
function fillChunks({ bank, fields, file, fill }: Layout, selected: readonly LayoutField[]): Chunk[] {
  if (fill === undefined) return [];
  const touched = new Set(selected.flatMap((field) => unitsOf(bank, field)));
  const addresses = [...touched].flatMap((unit) =>
    Array.from({ length: bank.otp.writeUnit }, (_, index) => unit + index),
  );
  return addresses
    .filter((address) => !fields.some((field) => overlaps(field, { address, length: 1 })))
    .map((address) => ({
      address,
      bytes: Uint8Array.of(fill),
      origin: { source: { file, kind: 'fill' } },
    }));
}

function* partialUnits(
  { bank, fields, file }: Layout,
  selected: readonly LayoutField[],
  image: SparseImage,
): Generator<LayoutWarning> {
  const size = bank.otp.writeUnit;
  for (const unit of new Set(selected.flatMap((field) => unitsOf(bank, field)))) {
    const bytes = Array.from({ length: size }, (_, index) => unit + index);
    const absent = bytes.filter((address) => image.byteAt(address) === undefined);
    if (absent.length === 0) continue;
    const owner = fields.find(({ address, length }) =>
      absent.some((missing) => missing >= address && missing < address + length),
    );
    const cure = owner
      ? `they belong to ${owner.name} of another stage`
      : 'name a "fill" byte in the layout or place fields there';
    yield {
      code: 'PARTIAL_UNIT',
      message:
        `${file}: the ${size}-byte write unit at ${hex32(unit)} is not whole: ` +
        `${absent.map(hex32).join(', ')} have no value; ${cure}`,
    };
  }
}

function* groupAddresses({ fields, file }: Layout, chunks: readonly Chunk[]): Generator<LayoutWarning> {
  for (const { origin, bytes } of chunks) {
    const field = fields.find(({ name }) => name === origin.field);
    if (!field || !['mac', 'eui48', 'eui64'].includes(field.type) || !isGroupAddress(bytes)) continue;
    yield {
      code: 'GROUP_ADDRESS',
      message: `${file}:${field.line}: fields.${field.name}: the address is a group address; no station can have it`,
      line: field.line,
      field: field.name,
    };
  }
}

interface Locks {
  readonly chunks: readonly Chunk[];
  readonly warnings: readonly LayoutWarning[];
}

// Locking a block before its last stage would shut that stage out for ever.
function lockChunks({ bank, fields, file, locks }: Layout, selected: readonly LayoutField[]): Locks {
  const { locks: lockBytes, base } = bank.otp;
  const chunks: Chunk[] = [];
  const warnings: LayoutWarning[] = [];
  if (!lockBytes) return { chunks, warnings };
  for (const block of locks) {
    const span = blockSpan(bank, block);
    const waiting = fields.find((field) => overlaps(field, span) && !selected.includes(field));
    if (waiting) {
      const stage = `stage "${waiting.when}", which writes ${waiting.name}`;
      warnings.push({
        code: 'LOCK_DEFERRED',
        message: `${file}: lock: block ${block} stays open for ${stage}`,
      });
      continue;
    }
    chunks.push({
      address: base + lockBytes.offset + block,
      bytes: Uint8Array.of(lockBytes.locked),
      origin: { source: { file, kind: 'field' }, field: `lock block ${block}` },
    });
  }
  return { chunks, warnings };
}

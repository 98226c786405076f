import type { Bank, BankFolders } from '../bank/index.js';
import {
  type ImageWarning,
  type MergeFilesOptions,
  type MergeReport,
  mergeFiles,
  mergeInMemory,
  type SparseImage,
  type StartChoice,
  type StartFile,
} from '../image/index.js';
import type { ChosenSlot, LayoutWarning } from '../layout/index.js';
import type { AddressRange } from '../range/index.js';
import type { Signers } from '../sign/index.js';
import { encodeUnit } from './encode-unit.js';
import { type MergeInput, mergeInputs } from './merge-input.js';
import type { SelectedArea, SelectionOptions } from './merge-selection.js';
import { type MergedImage, mergedImageOf } from './merged-image.js';
import {
  address,
  bankFolders,
  checkNeeds,
  checkOptions,
  either,
  flag,
  type Kind,
  listOf,
  need,
  number,
  object,
  oneOf,
  type Shape,
  shaped,
  signersKind,
  text,
  uniqueId,
} from './options/index.js';
import { type UnitDataOptions, unitDataShape } from './unit-data.js';

export interface MergeOptions extends SelectionOptions, UnitDataOptions {
  readonly inputs: readonly MergeInput[];
  /** The Intel HEX file to write; without one the image is returned. */
  readonly output?: string;
  /** The spare slot to write, by the record's name where the layout has several. */
  readonly slot?: number | { readonly [record: string]: number };
  /** What `read` wrote of the chip's OTP, .bin or Intel HEX: it decides the spare slot. */
  readonly chipDump?: string;
  /** Decides the bank of the layout, else the layout's own `bank:` does; and what areas are called by name. */
  readonly device?: string;
  readonly banks?: BankFolders;
  /**
   * The unique ID of the one die that the output is for, 24 hexadecimal digits as `read` shows them. A file beside the
   * output says so, `unit.hex.json`, and `program` refuses every other die.
   */
  readonly uid?: string;
  /** What computes fields of the layout, by the name that `by:` has. */
  readonly signers?: Signers;
  /** Whose start address to keep; several files must mean one address. */
  readonly start?: StartChoice;
}

export interface MergeDocument extends Omit<MergeReport, 'warnings'> {
  /** Where each record of the layout goes. */
  readonly slots: readonly ChosenSlot[];
  readonly warnings: readonly (ImageWarning | LayoutWarning)[];
}

/** The same without a file: the image itself. */
export interface MergedUnit extends Omit<MergeDocument, 'output'> {
  readonly image: MergedImage;
}

export type MergeToFileOptions = MergeOptions & { readonly output: string };
export type MergeToImageOptions = MergeOptions & { readonly output?: undefined };

const startFile = shaped<StartFile>({ file: need(text) });
const areas: Kind<readonly SelectedArea[]> = listOf(
  either(
    oneOf('flash', 'otp', 'sector'),
    shaped<AddressRange>({ address: need(address), length: need(number) }),
  ),
);
const shape: Shape<MergeOptions> = {
  inputs: need(mergeInputs),
  output: text,
  ...unitDataShape,
  slot: either(number, object('an object of numbers')),
  chipDump: text,
  device: text,
  banks: bankFolders,
  uid: uniqueId,
  signers: signersKind,
  start: either(oneOf('none'), either(startFile, listOf(startFile))),
  only: areas,
  without: areas,
  blankIsAbsent: flag,
};

/**
 * Merges firmware and one unit's serial data into a single Intel HEX file. Where the layout has secret fields the
 * file holds them in clear, and only the user may read it. Without an output the image is returned.
 * Errors: FILE_*, IHEX_*, ELF_*, IMAGE_*, LAYOUT_*, UNIT_DATA_*, SIGNER_*, OTHER_DIE, BOUND_HEX_CHANGED, and of its dump
 * DUMP_SIZE.
 */
export function merge(options: MergeToFileOptions): Promise<MergeDocument>;
export function merge(options: MergeToImageOptions): Promise<MergedUnit>;
export function merge(options: MergeOptions): Promise<MergeDocument | MergedUnit>;
export async function merge(options: MergeOptions): Promise<MergeDocument | MergedUnit> {
  checkOptions('merge', options, shape);
  checkNeeds('merge', options, 'layout', ofUnit);
  checkNeeds('merge', options, 'csv', ['check']);
  const { inputs, output, layout, start } = options;
  // The layout half loads YAML and schemas: a plain merge of files does without them.
  const unit = layout === undefined ? undefined : await encodeUnit({ ...options, layout });
  try {
    const made = await merged(inputs, unit ? [unit.image] : [], output, {
      ...(start !== undefined && { start }),
      ...(await areasOf(options, unit?.bank)),
      ...(unit?.secrets && { mode: 0o600 }),
      ...(options.uid !== undefined && { uid: options.uid.toUpperCase() }),
      ...(unit && { bank: unit.bank.name }),
      protect: [layout, options.data, options.csv?.file, options.chipDump].filter(
        (path) => path !== undefined,
      ),
    });
    return {
      ...made,
      slots: unit?.slots ?? [],
      warnings: [...(unit?.warnings ?? []), ...made.warnings],
    };
  } catch (error) {
    throw unit ? unit.redacted(error) : error;
  }
}

async function merged(
  inputs: readonly MergeInput[],
  extra: readonly SparseImage[],
  output: string | undefined,
  options: MergeFilesOptions,
): Promise<MergeReport | (Omit<MergeReport, 'output'> & Pick<MergedUnit, 'image'>)> {
  if (output !== undefined) return mergeFiles(inputs, extra, output, options);
  const { image, ...report } = await mergeInMemory(inputs, extra, options);
  const { uid } = options;
  return { ...report, image: mergedImageOf(image, uid), ...(uid !== undefined && { boundTo: { uid } }) };
}

const ofUnit = ['data', 'csv', 'values', 'set', 'stages', 'slot', 'chipDump'] as const;

/** What the banks decide. They may be YAML and schemas too: they are loaded where something asks for them. */
async function areasOf(options: MergeOptions, bank: Bank | undefined): Promise<Partial<MergeFilesOptions>> {
  const { device, banks: folders } = options;
  const load = async () => ({
    banks: await (await import('../bank/load.js')).loadBanks(folders),
    ...(await import('./merge-selection.js')),
  });
  const check = async (merged: SparseImage): Promise<void> => {
    if (!merged.ranges().some(({ source }) => source.kind === 'elf-gap')) return;
    const { banks, refuseGaps } = await load();
    refuseGaps(merged, banks);
  };
  const asks = [options.only, options.without, options.blankIsAbsent, device, bank];
  if (asks.every((each) => each === undefined)) return { check };
  const { banks, chipOf, refuseFirmware, selectionOf, writeOnceUnits } = await load();
  const chip = chipOf(device, bank, banks);
  const writeOnce = chip && writeOnceUnits(chip);
  const checkInputs = (inputs: readonly SparseImage[]): void => {
    if (chip) refuseFirmware(inputs, chip.bank, bank !== undefined);
  };
  return { check, checkInputs, selection: selectionOf(options, chip), ...(writeOnce && { writeOnce }) };
}

import type { BatchFiles, BatchRecord } from '../ledger/index.js';
import { batchFormat } from './manifest-schema.js';

/** The name of the file that says what a batch holds. */
export function manifestName(batch: string): string {
  return `${batch}.manifest.json`;
}

/** The name of J-Flash's list; a project of the same name finds it. */
export function listName(batch: string): string {
  return `${batch}_SNList.txt`;
}

/** The manifest up to its files. They follow, and `manifestEnd` ends it. */
export function manifestHead(
  { product, batch, stage, count }: BatchRecord,
  { secret, firmware }: BatchFiles,
): string {
  const head = {
    format: `${batchFormat.format}/${batchFormat.major}`,
    ...{ product, batch, stage, count, secret, firmware },
  };
  return `${JSON.stringify(head, undefined, 2).replace(/\n\}$/, '')},\n  "files": [`;
}

/** What the manifest says of a unit. */
export interface ManifestUnit {
  /** Its number in the ledger. */
  readonly unit: number;
  /** From 0. */
  readonly row: number;
  /** Public ones. */
  readonly values: Readonly<Record<string, string>>;
}

export function manifestUnit(
  unit: number,
  row: number,
  values: readonly { readonly field: string; readonly text?: string }[],
): ManifestUnit {
  const shown = values.flatMap(({ field, text }) => (text === undefined ? [] : [[field, text] as const]));
  return { unit, row, values: Object.fromEntries(shown.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** A unit's file in the manifest. */
export function manifestFile(
  { unit, values }: ManifestUnit,
  name: string,
  sha256: string,
  isFirst: boolean,
): string {
  return `${isFirst ? '' : ','}\n    ${JSON.stringify({ name, sha256, unit, values })}`;
}

export function manifestEnd(
  { list }: BatchFiles,
  batch: string,
  sha256: string | undefined,
  leftOut: readonly ManifestUnit[],
): string {
  const units = leftOut.map(({ unit, values }) => ({ unit, values }));
  const without = units.length > 0 ? `,\n  "leftOut": ${JSON.stringify(units)}` : '';
  return `\n  ],\n  "list": ${JSON.stringify(list && { name: listName(batch), sha256, ...list })}${without}\n}\n`;
}

import type { Layout } from '../layout/index.js';
import type { KnownUnit } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { publicValues, serialOf } from '../visit/index.js';

/** What a template of a label has by name, as texts; empty where there is none. */
export interface LabelContent {
  readonly serial: string;
  readonly uid: string;
  /** Its number in the ledger. */
  readonly unit: string;
  readonly product: string;
  readonly device: string;
  readonly order: string;
  readonly slot: string;
  readonly operator: string;
  /** The day of printing in the time zone of the line, as 2026-11-29. */
  readonly date: string;
  /** REPRINT for a label that is not the first one, or may not be. */
  readonly reprint: string;
  /** TRAINING for a simulated chip. */
  readonly training: string;
  /** Public values of the line, by field. */
  readonly values: Readonly<Record<string, string>>;
}

/** What the ledger has of a unit for its label; how it is printed comes from the station. */
export function labelContent(
  unit: KnownUnit,
  { line, layout }: { readonly line: Line; readonly layout: Layout },
  printing: Pick<LabelContent, 'slot' | 'operator' | 'date' | 'reprint' | 'training'>,
): LabelContent {
  return {
    serial: serialOf(unit, layout) ?? '',
    uid: unit.die?.uid ?? '',
    unit: String(unit.unit),
    product: line.product,
    device: line.device,
    order: unit.order ?? '',
    ...printing,
    values: Object.fromEntries(publicValues(unit, layout)),
  };
}

/** Contents that a template of the line must be able to print: with and without what a unit may lack. */
export function sampleContents(line: Line, { fields }: Layout): readonly LabelContent[] {
  const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => name));
  const names = line.sources.map(({ field }) => field).filter((field) => !secret.has(field));
  const values = Object.fromEntries(names.map((field) => [field, 'x']));
  const { product, device } = line;
  const head = { serial: 'x', uid: 'x', unit: '1', product, device, date: '2026-01-01', values };
  const some = ['', 'x'];
  return some.flatMap((text) =>
    ['', reprintWord].flatMap((reprint) =>
      ['', trainingWord].map((training) => {
        return { ...head, order: text, slot: text, operator: text, reprint, training };
      }),
    ),
  );
}

export const reprintWord = 'REPRINT';
export const trainingWord = 'TRAINING';

import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import type { PlanDocument } from '../burn/index.js';
import { dataField, type Layout, type UnitData, type UnitValue } from '../layout/index.js';
import {
  checkLine,
  type Line,
  loadLine,
  loadRecipients,
  type Recipient,
  sampleValue,
} from '../line/index.js';
import { readLayout } from './layout-target.js';
import { linePlan } from './line-plan.js';
import { lowPool } from './low-pools.js';
import { nextValues, type SourceState } from './next-values.js';
import { bankFolders, checkOptions, need, type Shape, text } from './options/index.js';
import { readCounters } from './read-counters.js';

export interface LineCheckOptions {
  /** The line.yaml. */
  readonly line: string;
  readonly banks?: BankFolders;
}

export interface LineCheckDocument {
  readonly format: 'otpforge.line-check/1';
  readonly line: string;
  readonly layout: string;
  readonly device: string;
  readonly bank: string;
  /** `missing`: the counters are at their start. */
  readonly ledger: 'read' | 'missing';
  /** In the order of the line. */
  readonly sources: readonly SourceState[];
  /**
   * What the next unit would burn into a blank simulated chip, with a sample where a value is not known beforehand. Left out
   * where some field has none: a warning names it.
   */
  readonly plan?: PlanDocument;
  readonly warnings: readonly LineCheckWarning[];
}

export interface LineCheckWarning {
  readonly code: string;
  readonly message: string;
}

const shape: Shape<LineCheckOptions> = { line: need(text), banks: bankFolders };

/**
 * Checks a line against its layout, and shows the values that its sources give next, and the plan of the next unit. Makes no
 * ledger and changes none. Errors: OPTION_*, FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, LINE_INVALID, LABEL_TEMPLATE, LAYOUT_*, DEVICE_*,
 * LEDGER_*, and those of `plan`.
 */
export async function lineCheck(options: LineCheckOptions): Promise<LineCheckDocument> {
  checkOptions('lineCheck', options, shape);
  const line = await loadLine(options.line);
  const banks = await loadBanks(options.banks);
  const { bank, name: device } = findDevice(line.device, banks);
  const layout = await readLayout(line.layout, bank, banks);
  const now = new Date();
  const warnings: readonly LineCheckWarning[] = checkLine(line, layout, now);
  if (line.label) {
    const { loadLabel } = await import('../output/index.js');
    await loadLabel(line.label, line, layout);
  }
  const recipients = await loadRecipients(line);
  const counters = await readCounters({ line, layout, now });
  const sources = nextValues(line, counters, now).map((state) => ({
    ...state,
    ...recipientOf(recipients.get(state.field)),
  }));
  const { data, missing } = firstUnit(line, layout, sources);
  const plan = missing.length === 0 ? await linePlan(line, data, options.banks) : undefined;
  return {
    format: 'otpforge.line-check/1',
    line: line.file,
    layout: layout.file,
    device,
    bank: bank.name,
    ledger: counters.ledger,
    sources,
    ...(plan && { plan }),
    warnings: [...warnings, ...sources.flatMap(lowPool), ...missing.map(noSample)],
  };
}

function recipientOf(recipient: Recipient | undefined): Pick<SourceState, 'recipient'> {
  return recipient ? { recipient: recipient.fingerprint } : {};
}

/** The next unit, as far as it is known, and the fields that no sample was found for. */
function firstUnit(
  { file, sources }: Line,
  layout: Layout,
  states: readonly SourceState[],
): { readonly data: UnitData; readonly missing: readonly string[] } {
  const data = new Map<string, UnitValue>();
  for (const source of sources) {
    const field = dataField(layout, source.field);
    const next = states.find((state) => state.field === source.field)?.next?.[0];
    const value = next ?? (field?.kind === 'value' ? sampleValue(source, field) : undefined);
    if (value !== undefined) data.set(source.field, { value, from: file });
  }
  return { data, missing: sources.map(({ field }) => field).filter((field) => !data.has(field)) };
}

function noSample(field: string): LineCheckWarning {
  return {
    code: 'NO_SAMPLE',
    message: `${field}: no value was found that fits its source and the layout, so there is no plan of a unit`,
  };
}

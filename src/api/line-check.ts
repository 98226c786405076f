import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { checkLine, loadLine } from '../line/index.js';
import { count } from '../text/plural.js';
import { readLayout } from './layout-target.js';
import { nextValues, type SourceState } from './next-values.js';
import { bankFolders, checkOptions, need, type Shape, text } from './options/index.js';
import { readPools } from './read-pools.js';

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
  readonly warnings: readonly LineCheckWarning[];
}

export interface LineCheckWarning {
  readonly code: string;
  readonly message: string;
}

const shape: Shape<LineCheckOptions> = { line: need(text), banks: bankFolders };

/**
 * Checks a line against its layout, and shows the values that its sources give next. Makes no ledger and changes none.
 * Errors: OPTION_*, FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, LINE_INVALID, LAYOUT_*, DEVICE_*, LEDGER_*.
 */
export async function lineCheck(options: LineCheckOptions): Promise<LineCheckDocument> {
  checkOptions('lineCheck', options, shape);
  const line = await loadLine(options.line);
  const banks = await loadBanks(options.banks);
  const { bank, name: device } = findDevice(line.device, banks);
  const layout = await readLayout(line.layout, bank, banks);
  const now = new Date();
  const warnings: readonly LineCheckWarning[] = checkLine(line, layout, now);
  const pools = await readPools(line.ledger);
  const sources = nextValues(line, pools, now);
  return {
    format: 'otpforge.line-check/1',
    line: line.file,
    layout: layout.file,
    device,
    bank: bank.name,
    ledger: pools.ledger,
    sources,
    warnings: [...warnings, ...sources.flatMap(lowWarning)],
  };
}

/** A pool is low at a tenth of its size. */
function lowWarning({ field, pool, left, size }: SourceState): readonly LineCheckWarning[] {
  if (left === undefined || size === undefined || left * 10 > size) return [];
  return [
    { code: 'POOL_LOW', message: `${field}: ${pool} has values for ${left} of ${count(size, 'unit')} left` },
  ];
}

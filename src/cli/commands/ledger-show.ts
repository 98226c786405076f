import type { Command } from 'commander';
import type { LedgerShowDocument } from '../../api/ledger-show.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { unitsText } from '../ledger-unit-text.js';
import { printResult } from '../output.js';

interface ShowFlags extends LedgerFlags {
  readonly inClear?: boolean;
}

export function registerLedgerShow(group: Command): void {
  const command = ledgerOptions(
    group
      .command('show')
      .description('show units by a public value, their UID or order; open ones unless one is named')
      .argument('<line>', 'the line.yaml')
      .argument('[unit]', 'a value such as the serial, a UID, an order, or the number of a unit'),
  ).option('--in-clear', 'show batches whose files hold secrets, instead of units');
  examples(command, [
    'otpforge ledger show line.yaml SN-000042',
    'otpforge ledger show line.yaml WO-004711 --json',
    'otpforge ledger show line.yaml --in-clear',
  ]);
  command.action(async (line: string, unit: string | undefined, { json, ...options }: ShowFlags) => {
    const { ledgerShow } = await import('../../api/ledger-show.js');
    const document = await ledgerShow(line, { ...options, ...(unit !== undefined && { unit }) });
    printResult(document, json, showText);
  });
}

function showText({ units, inClear }: LedgerShowDocument): string {
  if (!inClear) return unitsText(units);
  if (inClear.length === 0) return 'no batch has files with secrets in clear';
  return inClear
    .map(({ product, batch, units: all, unseen, fields, files }) => {
      const left = unseen === 0 ? '' : `; ${unseen} not seen yet`;
      return `batch ${batch} of ${product}: ${fields.join(', ') || 'secrets of the layout'} in the files of ${count(all, 'unit')}${files === undefined ? '' : `, ${files}`}${left}`;
    })
    .join('\n');
}

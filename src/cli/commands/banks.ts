import type { Command } from 'commander';
import type { BankSummary, BanksDocument } from '../../api/banks.js';
import { hex, hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { printable } from '../../text/printable.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { table } from '../table.js';

interface BanksFlags extends CommonFlags {
  readonly devices?: boolean;
}

export function registerBanks(program: Command): void {
  const command = program
    .command('banks')
    .description('list the OTP banks and the devices they serve')
    .option('--devices', 'list every device');
  examples(commonOptions(command), ['otpforge banks', 'otpforge banks --devices', 'otpforge banks --json']);
  command.action(async (flags: BanksFlags) => {
    const { banks } = await import('../../api/banks.js');
    const options = await resolveCommand(flags);
    printResult(await banks({ banks: options.banks ?? [] }), flags.json, (document) =>
      flags.devices ? devicesText(document) : banksText(document),
    );
  });
}

function banksText({ banks }: BanksDocument): string {
  const rows = banks.map((bank) => [
    bank.name,
    hex32(bank.base),
    hex(bank.size),
    String(bank.writeUnit),
    bank.rewrite === 'once' ? 'once' : 'ones to zeros',
    bank.lockBlocks ? `${count(bank.lockBlocks, 'block')}` : 'none',
    String(bank.devices.length),
  ]);
  const columns = ['bank', 'base', 'size', 'unit', 'writes', 'locks', 'devices'];
  return [
    table(titled(columns), rows),
    '',
    table(
      titled(['bank', 'witness']),
      banks.map((bank) => [bank.name, witnessText(bank)]),
    ),
    ...banks.flatMap(fileLines).map(printable),
  ].join('\n');
}

function titled(columns: readonly string[]): { title: string }[] {
  return columns.map((title) => ({ title }));
}

/** Who but us has burnt the simulated controller. */
function witnessText({ controller: { witnesses, families, otherFamily } }: BankSummary): string {
  if (families.length === 0) return 'no model';
  if (otherFamily) return 'of another family';
  return witnesses.length > 0 ? witnesses.join(', ') : 'own model only';
}

// Whoever adds a bank, or a family to a controller, signs for it.
function fileLines({ name, file: described, isShipped, controller }: BankSummary): readonly string[] {
  const { file, sha256, families, otherFamily } = controller;
  const isFor = `is for ${families.join(', ')}`;
  return [
    ...(isShipped ? [] : [`${name}: described by ${described}`]),
    ...(file === undefined
      ? []
      : [`${name}: the controller ${controller.name} ${isFor}, says ${file}, SHA-256 ${sha256}`]),
    ...(otherFamily ? [`warning: ${name}: the controller ${controller.name} ${isFor} alone`] : []),
  ];
}

function devicesText({ banks }: BanksDocument): string {
  const rows = banks.flatMap(({ name: bank, devices }) =>
    devices.map(({ name, line, flashKb }) => [name, line, `${flashKb} KB`, bank]),
  );
  return table(
    [{ title: 'device' }, { title: 'line' }, { title: 'flash', align: 'right' }, { title: 'bank' }],
    rows,
  );
}

import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readSmallText } from '../files/read-small.js';
import { parseYaml } from '../files/yaml.js';
import type { LedgerAddress } from '../ledger/address.js';
import { SourceProblem } from '../values/index.js';
import { backupOf } from './backup.js';
import { labelOf } from './label.js';
import { ledgerAddress } from './ledger-address.js';
import type { FieldSource, Line, Operators } from './line.js';
import { outputsOf } from './outputs.js';
import { poolProblems } from './pool-problems.js';
import { type LineProblem, lineInvalid } from './problems.js';
import { type LineDocument, lineFormat, lineSchema } from './schema.js';
import { scopesOf } from './scopes.js';
import { slotsOf } from './slots.js';
import { commandOf, type SourceContext, sourceOf } from './sources.js';
import { timezoneProblems } from './timezone.js';

/** Reads a line.yaml. Errors: FILE_*, and those of parseLine. */
export async function loadLine(file: string): Promise<Line> {
  return parseLine(await readSmallText(file, 'a line'), file);
}

/**
 * Reads the text of a line.yaml; paths in it are relative to `file`. Whether it fits its layout is for checkLine, and whether
 * its programs may run for checkTrust. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA, LINE_INVALID, each naming file, line and field.
 */
export function parseLine(text: string, file: string): Line {
  const { value: document, lineOf } = parseYaml({ text, file, ...lineFormat }, lineSchema);
  const folder = resolve(dirname(file));
  const beside = (name: string) => (isAbsolute(name) ? name : join(folder, name));
  const problems: LineProblem[] = [];
  const context = { product: document.product, folder, beside };
  const ledger = ledgerOf(document, beside, problems);
  const sources = sourcesOf(document, context, problems);
  const slots = slotsOf(document.slots, beside, problems);
  const scopes = scopesOf(document, problems);
  const backup = backupOf(document, ledger, beside, problems);
  const outputs = outputsOf(document.outputs, context, problems);
  const label = labelOf(document.label, context, problems);
  problems.push(...timezoneProblems(document, sources), ...poolProblems(sources));
  if (problems.length > 0 || ledger === undefined) throw lineInvalid(file, problems, lineOf);
  const {
    product,
    layout,
    device,
    firmware,
    timezone = 'UTC',
    order,
    start,
    operators,
    expect,
    verify,
    golden,
  } = document;
  return {
    file,
    folder,
    product,
    layout: beside(layout),
    device,
    ...(firmware !== undefined && { firmware: beside(firmware) }),
    timezone,
    ledger,
    ...(order && { order }),
    sources,
    start,
    ...(operators && { operators: operatorsOf(operators, beside) }),
    slots,
    scopes,
    signers: Object.fromEntries(
      Object.entries(document.signers).map(([name, signer]) => [name, commandOf(signer, context)]),
    ),
    after: document.after.map((each) => commandOf(each, context)),
    outputs,
    ...(label && { label }),
    ...(expect?.rdp !== undefined && { expect: { rdp: expect.rdp } }),
    ...(verify && { verify }),
    ...(golden && { golden: golden.map((uid) => uid.toUpperCase()) }),
    ...(backup && { backup }),
    lineOf,
  };
}

function operatorsOf(
  { badge, names }: NonNullable<LineDocument['operators']>,
  beside: (name: string) => string,
): Operators {
  return { badge, ...(names !== undefined && { names: beside(names) }) };
}

function ledgerOf(
  { ledger }: LineDocument,
  beside: (name: string) => string,
  problems: LineProblem[],
): LedgerAddress | undefined {
  const found = ledgerAddress(ledger, beside);
  if (typeof found !== 'string') return found;
  problems.push({ path: ['ledger'], problem: found });
  return undefined;
}

function sourcesOf(
  { values }: LineDocument,
  context: SourceContext,
  problems: LineProblem[],
): readonly FieldSource[] {
  return Object.entries(values).flatMap(([field, value]) => {
    try {
      return [{ field, ...sourceOf(field, value, context) }];
    } catch (cause) {
      if (!(cause instanceof SourceProblem)) throw cause;
      problems.push({ path: ['values', field], problem: cause.rule });
      return [];
    }
  });
}

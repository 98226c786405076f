import type { OtpBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readSmallText } from '../files/read-small.js';
import { type Located, parseYaml } from '../files/yaml.js';
import { buildFields } from './build.js';
import { checkFields, checkLayout, type Issue } from './check.js';
import type { Layout } from './layout.js';
import { mappingIssues, tableFormOf } from './layout-columns.js';
import { layoutSchema } from './schema.js';
import { type LayoutDocument, layout2Schema, layoutFormat } from './schema-2.js';
import { staticWarnings } from './warnings.js';

/** Reads a layout for a bank. Errors: FILE_*, and those of parseLayout. */
export async function loadLayout<B extends OtpBank>(path: string, bank: B): Promise<Layout<B>> {
  return parseLayout(await readSmallText(path, 'a layout'), path, bank);
}

/**
 * Reads the text of a layout and checks it against the bank; `file` is for messages and provenance.
 * Errors: YAML_SYNTAX, FORMAT_*, SCHEMA, LAYOUT_INVALID, each naming file, line and field.
 */
export function parseLayout<B extends OtpBank>(text: string, file: string, bank: B): Layout<B> {
  const located = parseYaml<LayoutDocument>({ text, file, ...layoutFormat }, (major) =>
    major === 1 ? layoutSchema : layout2Schema,
  );
  const document = located.value;
  refuse(checkLayout(document, bank), located, file);
  const { fields, records, issues } = buildFields(located, bank);
  refuse(issues, located, file);
  refuse(checkFields({ fields, records }, document, bank), located, file);
  const described = {
    file,
    title: document.title,
    bank,
    fields,
    records,
    tableForm: tableFormOf(document),
    fill: document.fill,
    locks: document.lock.toSorted((a, b) => a - b),
  };
  const layout = { ...described, warnings: staticWarnings(described) };
  refuse(mappingIssues(document, layout), located, file);
  return layout;
}

function refuse(issues: Iterable<Issue>, located: Located<LayoutDocument>, file: string): void {
  const problems = [...issues].map(({ path, message }) => ({
    file,
    line: located.lineOf(path),
    field: path.join('.'),
    problem: message,
  }));
  if (problems.length === 0) return;
  throw new OtpforgeError('LAYOUT_INVALID', {
    message: problems.map(({ line, field, problem }) => `${file}:${line}: ${field}: ${problem}`).join('\n'),
    remedy: 'otpforge docs layout shows what a layout may hold.',
    details: { problems },
  });
}

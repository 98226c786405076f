import type { Bank } from '../bank/index.js';
import type { Located } from '../files/yaml.js';
import type { Issue } from './check.js';
import { type Codec, codecOf, type FieldInput, limitProblems, ValueProblem } from './codec/index.js';
import { crcSize } from './crc.js';
import type { CrcField, LayoutField, Span, ValueField } from './layout.js';
import type { CrcSpec, FieldSpec, LayoutDocument, ValueSpec } from './schema.js';

interface Built {
  readonly fields: readonly LayoutField[];
  readonly issues: readonly Issue[];
}

/** Turns the fields of a document into placed fields with codecs; what cannot be built is an issue. */
export function buildFields({ value: document, lineOf }: Located<LayoutDocument>, bank: Bank): Built {
  const issues: Issue[] = [];
  const values = new Map<string, ValueField>();
  const specs = Object.entries(document.fields);
  const baseOf = (name: string, spec: FieldSpec) => ({
    name,
    type: spec.type,
    address: bank.otp.base + spec.offset,
    line: lineOf(['fields', name]),
    secret: spec.secret,
    allowBlank: spec.allowBlank,
    when: spec.when,
  });
  for (const [name, spec] of specs) {
    if (spec.type === 'crc') continue;
    const problems = limitProblems(spec);
    issues.push(...problems.map(({ key, rule }) => ({ path: ['fields', name, key], message: rule })));
    if (problems.length > 0) continue;
    const codec = codecOf(spec);
    issues.push(...givenValueIssues(name, spec, codec));
    values.set(name, {
      ...baseOf(name, spec),
      kind: 'value',
      spec,
      codec,
      length: codec.length,
      constant: spec.const,
      preset: spec.default,
    });
  }
  const spans = new Map<string, Span>(values);
  for (const [name, spec] of specs) {
    if (spec.type !== 'crc') continue;
    spans.set(name, { address: bank.otp.base + spec.offset, length: crcSize(spec.algorithm) });
  }
  const fields = specs.flatMap(([name, spec]): LayoutField[] => {
    if (spec.type !== 'crc') return [values.get(name)].filter((field) => field !== undefined);
    const covers = crcCovers(name, spec, spans, bank, issues);
    const field: CrcField = {
      ...baseOf(name, spec),
      kind: 'crc',
      spec,
      covers,
      length: crcSize(spec.algorithm),
    };
    return [field];
  });
  return { fields, issues };
}

function* givenValueIssues(name: string, spec: ValueSpec, codec: Codec): Generator<Issue> {
  if (spec.const !== undefined && spec.default !== undefined) {
    yield {
      path: ['fields', name, 'default'],
      message: 'a constant field needs no default; drop one of both',
    };
  }
  for (const key of ['const', 'default'] as const) {
    const value = spec[key];
    if (value === undefined) continue;
    const rule = brokenRule(codec, value);
    if (rule !== undefined) yield { path: ['fields', name, key], message: `the value ${rule}` };
  }
}

function brokenRule(codec: Codec, value: FieldInput): string | undefined {
  try {
    codec.encode(value);
    return undefined;
  } catch (error) {
    if (error instanceof ValueProblem) return error.rule;
    throw error;
  }
}

function crcCovers(
  name: string,
  spec: CrcSpec,
  spans: ReadonlyMap<string, Span>,
  bank: Bank,
  issues: Issue[],
): readonly Span[] {
  const path = ['fields', name];
  if ((spec.over === undefined) === (spec.range === undefined)) {
    issues.push({ path, message: 'a crc needs either "over", a list of fields, or "range"' });
    return [];
  }
  if (spec.range) return [{ address: bank.otp.base + spec.range.offset, length: spec.range.length }];
  return (spec.over ?? []).flatMap((covered, index) => {
    const span = spans.get(covered);
    if (span) return [span];
    issues.push({ path: [...path, 'over', index], message: `there is no field called "${covered}"` });
    return [];
  });
}

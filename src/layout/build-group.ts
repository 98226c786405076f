import type { Located } from '../files/yaml.js';
import type { AddressRange } from '../range/index.js';
import type { Issue } from './check.js';
import { refuseUnseen } from './clean-text.js';
import { type Codec, codecOf, type FieldInput, limitProblems, ValueProblem } from './codec/index.js';
import { crcSize } from './crc/index.js';
import { crcProblem, parametersOf } from './crc-spec.js';
import type { CrcField, LayoutField, SlotPlace, ValueField } from './layout.js';
import type { CrcSpec, FieldSpec, ValueSpec } from './schema-2.js';

/** Fields that are described together, with the address that their offsets are counted from. */
export interface Group {
  readonly specs: { readonly [name: string]: FieldSpec };
  readonly address: number;
  readonly path: readonly string[];
  readonly place?: SlotPlace;
  readonly when?: string | undefined;
  /** Name of the field that counts the writes of a record. */
  readonly sequence?: string;
}

export interface Grouped {
  readonly fields: readonly LayoutField[];
  readonly issues: readonly Issue[];
}

/** Places the fields of a group and gives them codecs. */
export function groupFields(group: Group, lineOf: Located<unknown>['lineOf']): Grouped {
  const issues: Issue[] = [];
  const values = new Map<string, ValueField>();
  const specs = Object.entries(group.specs);
  const baseOf = (name: string, spec: FieldSpec) => ({
    name,
    path: [...group.path, name],
    place: group.place,
    type: spec.type,
    address: group.address + spec.offset,
    line: lineOf([...group.path, name]),
    secret: spec.secret,
    allowBlank: spec.allowBlank,
    unique: isUnique(spec),
    when: group.when ?? spec.when,
  });
  for (const [name, spec] of specs) {
    if (spec.type === 'crc') continue;
    const path = [...group.path, name];
    const problems = limitProblems(spec);
    issues.push(...problems.map(({ key, rule }) => ({ path: [...path, key], message: rule })));
    if (problems.length > 0) continue;
    const codec = codecOf(spec);
    issues.push(...givenValueIssues(path, spec, codec));
    values.set(name, {
      ...baseOf(name, spec),
      kind: 'value',
      spec,
      codec,
      length: codec.length,
      constant: spec.const,
      preset: spec.default,
      counts: name === group.sequence,
    });
  }
  const spans = new Map<string, AddressRange>(values);
  for (const [name, spec] of specs) {
    if (spec.type !== 'crc') continue;
    const rule = crcProblem(spec);
    if (rule !== undefined) issues.push({ path: [...group.path, name, 'algorithm'], message: rule });
    spans.set(name, { address: group.address + spec.offset, length: crcSize(parametersOf(spec)) });
  }
  const fields = specs.flatMap(([name, spec]): LayoutField[] => {
    if (spec.type !== 'crc') return [values.get(name)].filter((field) => field !== undefined);
    const covers = crcCovers(name, spec, spans, group, issues);
    const parameters = parametersOf(spec);
    const field: CrcField = {
      ...baseOf(name, spec),
      kind: 'crc',
      spec,
      parameters,
      covers,
      length: crcSize(parameters),
    };
    return [field];
  });
  return { fields, issues };
}

const uniqueTypes: readonly FieldSpec['type'][] = ['mac', 'eui48', 'eui64', 'uuid'];

function isUnique(spec: FieldSpec): boolean {
  if (spec.type === 'crc' || spec.const !== undefined) return false;
  return spec.unique ?? uniqueTypes.includes(spec.type);
}

function* givenValueIssues(path: readonly string[], spec: ValueSpec, codec: Codec): Generator<Issue> {
  if (spec.const !== undefined && spec.default !== undefined) {
    yield { path: [...path, 'default'], message: 'a constant field needs no default; drop one of both' };
  }
  if (spec.const !== undefined && spec.unique) {
    yield {
      path: [...path, 'unique'],
      message: 'a constant is the same in every unit, so it cannot be unique',
    };
  }
  for (const key of ['const', 'default'] as const) {
    const value = spec[key];
    if (value === undefined) continue;
    const rule = brokenRule(codec, value);
    if (rule !== undefined) yield { path: [...path, key], message: `the value ${rule}` };
  }
}

function brokenRule(codec: Codec, value: FieldInput): string | undefined {
  try {
    refuseUnseen(value);
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
  spans: ReadonlyMap<string, AddressRange>,
  group: Group,
  issues: Issue[],
): readonly AddressRange[] {
  const path = [...group.path, name];
  if ((spec.over === undefined) === (spec.range === undefined)) {
    issues.push({ path, message: 'a crc needs either "over", a list of fields, or "range"' });
    return [];
  }
  if (spec.range) return [{ address: group.address + spec.range.offset, length: spec.range.length }];
  return (spec.over ?? []).flatMap((covered, index) => {
    const span = spans.get(covered);
    if (span) return [span];
    issues.push({ path: [...path, 'over', index], message: `there is no field called "${covered}"` });
    return [];
  });
}

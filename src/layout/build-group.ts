import type { Located } from '../files/yaml.js';
import type { Issue } from './check.js';
import { refuseUnseen } from './clean-text.js';
import { type Codec, codecOf, type FieldInput, limitProblems, ValueProblem } from './codec/index.js';
import { coverOf, placedSpans } from './cover-of.js';
import type { LayoutField, SlotPlace, ValueField } from './layout.js';
import { type PlacedSpec, placeFields } from './place-fields.js';
import { type FieldSpec, isCheckSpec, type NamedSpec, type ValueSpec } from './schema-2.js';
import { sizeOf } from './size-of.js';

/** Fields that are described together, with the address that their offsets are counted from. */
export interface Group {
  readonly specs: { readonly [name: string]: NamedSpec };
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
export function groupFields(group: Group, lineOf: Located<unknown>['lineOf'], major: number): Grouped {
  const issues: Issue[] = [];
  const values = new Map<string, ValueField>();
  const placed = placeFields(group.specs, { ...group, lineOf, sizeOf });
  for (const each of placed) {
    if (isCheckSpec(each.spec)) continue;
    const { spec, path, name } = each;
    const problems = limitProblems(spec);
    issues.push(...problems.map(({ key, rule }) => ({ path: [...path, key], message: rule })));
    if (problems.length > 0) continue;
    const codec = codecOf(spec);
    issues.push(...givenValueIssues(path, spec, codec));
    values.set(name, {
      ...baseOf(group, each),
      kind: 'value',
      spec,
      codec,
      length: codec.length,
      constant: spec.type === 'uid' ? undefined : spec.const,
      preset: spec.type === 'uid' ? undefined : spec.default,
      counts: name === group.sequence,
    });
  }
  const spans = placedSpans(placed);
  const fields = placed.flatMap((each): LayoutField[] => {
    const { spec } = each;
    if (!isCheckSpec(spec)) return [values.get(each.name)].filter((field) => field !== undefined);
    const {
      covers,
      key,
      length,
      issues: found,
    } = coverOf(spec, each, { spans, start: group.address, major });
    issues.push(...found);
    return [{ ...baseOf(group, each), kind: 'check', spec, covers, key, length }];
  });
  // The elements of a repeated field have the same faults.
  const seen = new Set<string>();
  const first = issues.filter(({ path, message }) => {
    const key = JSON.stringify([path, message]);
    return !seen.has(key) && seen.add(key);
  });
  return { fields, issues: first };
}

function baseOf(group: Group, { name, path, spec, address, line, when }: PlacedSpec) {
  return {
    name,
    path,
    place: group.place,
    type: spec.type,
    address,
    line,
    secret: spec.secret,
    // A counter of 0 is one that nobody has written.
    allowBlank: spec.allowBlank || spec.type === 'unary',
    unique: isUnique(spec),
    when: group.when ?? when,
  };
}

const uniqueTypes: readonly FieldSpec['type'][] = ['mac', 'eui48', 'eui64', 'uuid'];

function isUnique(spec: FieldSpec): boolean {
  if (isCheckSpec(spec) || spec.type === 'uid' || spec.const !== undefined) return false;
  return spec.unique ?? uniqueTypes.includes(spec.type);
}

function* givenValueIssues(path: readonly string[], spec: ValueSpec, codec: Codec): Generator<Issue> {
  if (spec.type === 'uid') return;
  if (spec.const !== undefined && spec.default !== undefined) {
    yield { path: [...path, 'default'], message: 'a constant field needs no default; drop one of both' };
  }
  if (spec.const !== undefined && spec.unique) {
    yield {
      path: [...path, 'unique'],
      message: 'a constant is the same in every unit, so it cannot be unique',
    };
  }
  if (spec.unique && (spec.type === 'bits' || spec.type === 'unary')) {
    yield {
      path: [...path, 'unique'],
      message: `${spec.type === 'bits' ? 'bits' : 'a counter'} cannot identify a unit`,
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

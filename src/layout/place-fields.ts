import type { Located } from '../files/yaml.js';
import type { FieldSpec, GroupSpec, NamedSpec } from './schema-2.js';

/** A field where it is described, once for each element that it has. */
export interface PlacedSpec {
  /** "rev[0]", "keys[0].id". */
  readonly name: string;
  readonly path: readonly string[];
  readonly spec: FieldSpec;
  readonly address: number;
  readonly line: number;
  readonly when: string | undefined;
  /** The element of a group that it belongs to, in which references are looked for first: "keys[0]." */
  readonly scope: string;
}

export interface PlaceOptions {
  /** What offsets are counted from. */
  readonly address: number;
  readonly path: readonly string[];
  readonly lineOf: Located<unknown>['lineOf'];
  readonly sizeOf: SizeOf;
}

/** Bytes of a field among those that it is described with; 0 where that is not known. */
type SizeOf = (spec: FieldSpec, beside: Specs<NamedSpec>) => number;

/** What a document describes, by name. */
export type Specs<S> = { readonly [name: string]: S };

/** Every field, repeated ones and those of groups once for each element, in the order of the document. */
export function placeFields(specs: Specs<NamedSpec>, options: PlaceOptions): readonly PlacedSpec[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const address = options.address + spec.offset;
    const path = [...options.path, name];
    if (spec.type !== 'group')
      return placed(name, spec, { ...options, address, path, scope: '', beside: specs });
    const inner = [...path, 'fields'];
    return elements(name, spec, groupSize(spec, options.sizeOf)).flatMap(([element, start]) =>
      Object.entries(spec.fields).flatMap(([key, field]) =>
        placed(`${element}.${key}`, field, {
          ...options,
          address: address + start + field.offset,
          path: [...inner, key],
          scope: `${element}.`,
          when: spec.when,
          beside: spec.fields,
        }),
      ),
    );
  });
}

/** Bytes from the start of a group's element to the end of its last field. */
export function groupSize({ fields }: GroupSpec, sizeOf: SizeOf): number {
  const ends = Object.values(fields).map((field) => field.offset + span(field, sizeOf(field, fields)));
  return Math.max(0, ...ends);
}

/** Bytes from the first element to the end of the last. */
export function span(spec: NamedSpec, size: number): number {
  const { repeat, stride } = repeatOf(spec);
  return (repeat - 1) * (stride ?? size) + size;
}

export function repeatOf(spec: NamedSpec): { readonly repeat: number; readonly stride: number | undefined } {
  return 'repeat' in spec
    ? { repeat: spec.repeat ?? 1, stride: spec.stride }
    : { repeat: 1, stride: undefined };
}

interface Place {
  readonly scope: string;
  readonly when?: string | undefined;
  readonly beside: Specs<NamedSpec>;
}

function placed(
  name: string,
  spec: FieldSpec,
  { address, path, lineOf, sizeOf, scope, when, beside }: PlaceOptions & Place,
): readonly PlacedSpec[] {
  const line = lineOf(path);
  return elements(name, spec, sizeOf(spec, beside)).map(([element, start]) => ({
    name: element,
    path,
    spec,
    address: address + start,
    line,
    when: when ?? spec.when,
    scope,
  }));
}

/** Name and start of each element; a field that is not repeated is one. */
function elements(name: string, spec: NamedSpec, size: number): readonly (readonly [string, number])[] {
  if (!('repeat' in spec) || spec.repeat === undefined) return [[name, 0]];
  const stride = spec.stride ?? size;
  return Array.from({ length: spec.repeat }, (_, index) => [`${name}[${index}]`, index * stride] as const);
}

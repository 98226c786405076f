import { dataField, type FieldType, type Layout, type ValueField } from '../layout/index.js';
import { count } from '../text/plural.js';
import type { FieldSource, SourceKind } from './line.js';

/** Sources whose values only fields of these types have. */
const typesOf: Readonly<Partial<Record<SourceKind, readonly FieldType[]>>> = {
  pool: ['mac', 'eui48', 'eui64'],
  uuid: ['uuid'],
  random: ['bytes'],
  derive: ['eui64'],
};

/** Why a source does not fit the type and size of its field. */
export function typeProblem(source: FieldSource, field: ValueField, layout: Layout): string | undefined {
  const types = typesOf[source.kind];
  if (types && !types.includes(field.type))
    return `is of type ${field.type} in the layout, and values of ${source.kind} go to ${types.join(', ')}`;
  switch (source.kind) {
    case 'pool':
      return octets(source.addresses.kind) === field.length
        ? undefined
        : `has ${count(field.length, 'byte')} in the layout, and the pool ${source.pool} has addresses of ${octets(source.addresses.kind)}`;
    case 'random':
      return source.length === field.length
        ? undefined
        : `has ${count(field.length, 'byte')} in the layout, and its source gives ${source.length}`;
    case 'derive':
      return deriveProblem(source.from, layout);
    default:
      return undefined;
  }
}

function octets(kind: 'mac' | 'eui48' | 'eui64'): number {
  return kind === 'eui64' ? 8 : 6;
}

function deriveProblem(from: string, layout: Layout): string | undefined {
  const mac = dataField(layout, from);
  if (!mac) return `is derived from ${from}, which the layout does not have`;
  // An EUI-64 is its MAC with two bytes between.
  if (mac.secret) return `is derived from ${from}, which is secret: whoever reads one knows the other`;
  if (mac.type === 'mac' || mac.type === 'eui48') return undefined;
  return `is derived from ${from}, which is of type ${mac.type} and not mac or eui48`;
}

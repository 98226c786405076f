import { dataField } from '../layout/index.js';
import type { FieldSource } from '../line/index.js';
import type { VisitSetup } from './setup.js';

/**
 * The sources of the fields that a stage writes and that have no value yet. What comes from one row, or from one address, comes
 * at once, even if another stage writes it.
 */
export function stageSources(
  { line, layout, stage }: Pick<VisitSetup, 'line' | 'layout' | 'stage'>,
  known: readonly { readonly field: string }[] = [],
): readonly FieldSource[] {
  const has = new Set(known.map(({ field }) => field));
  const origins = new Map(line.sources.map((source) => [source.field, source]));
  const isHere = ({ field }: FieldSource) => {
    const when = dataField(layout, field)?.when;
    return when === undefined || stage === '' || when === stage;
  };
  const open = line.sources.filter(({ field }) => !has.has(field));
  const here = new Set(open.filter(isHere).map((source) => originOf(source, origins)));
  return open.filter((source) => here.has(originOf(source, origins)));
}

/** Sources with the same origin get their values together. */
function originOf(source: FieldSource, origins: ReadonlyMap<string, FieldSource>): string {
  const from = source.kind === 'derive' ? origins.get(source.from) : undefined;
  const origin = from ?? source;
  return origin.kind === 'list' ? `list ${origin.list}` : `field ${origin.field}`;
}

import { checkSize } from './check-value.js';
import { codecOf, limitProblems } from './codec/index.js';
import { repeatOf, type Specs } from './place-fields.js';
import { type FieldSpec, isCheckSpec, type NamedSpec } from './schema-2.js';

/** Bytes of a field among those that it is described with; 0 while that is not known. */
export function sizeOf(spec: FieldSpec, beside: Specs<NamedSpec>): number {
  if (!isCheckSpec(spec)) return limitProblems(spec).length > 0 ? 0 : codecOf(spec).length;
  return checkSize(spec, spec.type === 'complement' ? besideSize(spec.of, beside) : 0);
}

/** Bytes of a field beside, or of one of its elements. */
function besideSize(reference: string, beside: Specs<NamedSpec>): number {
  const [name = '', element] = reference.split('[');
  const spec = Object.hasOwn(beside, name) ? beside[name] : undefined;
  if (!spec || spec.type === 'group' || spec.type === 'complement') return 0;
  const size = sizeOf(spec, beside);
  return element === undefined ? size * repeatOf(spec).repeat : size;
}

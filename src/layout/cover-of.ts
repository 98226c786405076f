import { type AddressRange, joinRanges } from '../range/index.js';
import type { Issue } from './check.js';
import { checkSize, coverLength } from './check-value.js';
import { crcProblem } from './crc-spec.js';
import { hashSize, isKeyed } from './hash.js';
import type { Cover } from './layout.js';
import type { PlacedSpec } from './place-fields.js';
import { type CheckSpec, isCheckSpec } from './schema-2.js';
import { sizeOf } from './size-of.js';

/** Where each field is, by name. */
type Spans = readonly (AddressRange & { readonly name: string; readonly isComplement?: true })[];

interface Surroundings {
  readonly spans: Spans;
  /** What the offset of a range is counted from. */
  readonly start: number;
  /** Of the layout's format. */
  readonly major: number;
}

interface CoverOf {
  readonly covers: readonly Cover[];
  readonly key: AddressRange | undefined;
  readonly length: number;
  readonly issues: readonly Issue[];
}

/** Where the fields of a document are that a check may name. */
export function placedSpans(placed: readonly PlacedSpec[]): Spans {
  const known = placed
    .filter(({ spec }) => spec.type !== 'complement')
    .map(({ name, address, spec }) => ({ name, address, length: sizeOf(spec, {}) }));
  const complements = placed.flatMap(({ name, address, spec, scope }) => {
    if (!isCheckSpec(spec) || spec.type !== 'complement') return [];
    return [
      {
        name,
        address,
        length: lengthOf(spec.of === '@uid' ? ['@uid'] : named(spec.of, scope, known)),
        isComplement: true as const,
      },
    ];
  });
  return [...known, ...complements];
}

/** What a check runs over, and what is wrong with its description. */
export function coverOf(spec: CheckSpec, { path, scope }: PlacedSpec, around: Surroundings): CoverOf {
  const issues: Issue[] = [];
  const resolve = (reference: string, at: readonly PropertyKey[]): readonly Cover[] => {
    if (reference === '@uid' && around.major > 1) return ['@uid'];
    const found = named(reference, scope, around.spans);
    if (found.length === 0) {
      issues.push({ path: [...path, ...at], message: `there is no field called "${reference}"` });
    }
    return found;
  };
  const covers = coversOf(spec, path, around, resolve, issues);
  const key = keyOf(spec, path, resolve, issues);
  const rule = spec.type === 'crc' ? crcProblem(spec) : undefined;
  if (rule !== undefined) issues.push({ path: [...path, 'algorithm'], message: rule });
  const length = checkSize(spec, lengthOf(covers));
  if (spec.type === 'hash' && length > hashSize(spec.algorithm)) {
    const message = `${spec.algorithm} has ${hashSize(spec.algorithm)} bytes`;
    issues.push({ path: [...path, 'bytes'], message });
  }
  return { covers, key, length, issues };
}

type Resolve = (reference: string, at: readonly PropertyKey[]) => readonly Cover[];

function coversOf(
  spec: CheckSpec,
  path: readonly string[],
  { start, spans }: Surroundings,
  resolve: Resolve,
  issues: Issue[],
): readonly Cover[] {
  if (spec.type === 'complement') {
    const found = resolve(spec.of, ['of']);
    // How long that one is may depend on this one.
    const isTwice = spans.some(
      (span) =>
        span.isComplement && found.some((cover) => cover !== '@uid' && cover.address === span.address),
    );
    if (isTwice)
      issues.push({ path: [...path, 'of'], message: 'is a complement, or has one among its fields' });
    return found;
  }
  const range = spec.type === 'crc' ? spec.range : undefined;
  if ((spec.over === undefined) === (range === undefined)) {
    issues.push({ path, message: 'a crc needs either "over", a list of fields, or "range"' });
    return [];
  }
  if (range) return [{ address: start + range.offset, length: range.length }];
  return (spec.over ?? []).flatMap((reference, index) => resolve(reference, ['over', index]));
}

function keyOf(
  spec: CheckSpec,
  path: readonly string[],
  resolve: Resolve,
  issues: Issue[],
): AddressRange | undefined {
  if (spec.type !== 'hash') return undefined;
  if (isKeyed(spec.algorithm) !== (spec.key !== undefined)) {
    const message = isKeyed(spec.algorithm)
      ? `${spec.algorithm} needs "key", the field that holds its key`
      : `${spec.algorithm} has no key; hmac-${spec.algorithm} has`;
    issues.push({ path: [...path, 'key'], message });
    return undefined;
  }
  if (spec.key === undefined) return undefined;
  const ranges = resolve(spec.key, ['key']).filter((cover) => cover !== '@uid');
  const [whole, ...others] = joinRanges(ranges);
  if (others.length > 0) {
    issues.push({
      path: [...path, 'key'],
      message: 'the bytes of a key must follow each other without a gap',
    });
  }
  return whole;
}

/** The fields that a name stands for: one, or all elements of a repeated one or of a group, in their order. */
function named(reference: string, scope: string, spans: Spans): readonly AddressRange[] {
  const inElement = scope === '' ? [] : select(`${scope}${reference}`, spans);
  return inElement.length > 0 ? inElement : select(reference, spans);
}

function select(name: string, spans: Spans): readonly AddressRange[] {
  return spans
    .filter(
      (span) => span.name === name || span.name.startsWith(`${name}[`) || span.name.startsWith(`${name}.`),
    )
    .map(({ address, length }) => ({ address, length }));
}

function lengthOf(covers: readonly Cover[]): number {
  return covers.reduce((sum, cover) => sum + coverLength(cover), 0);
}

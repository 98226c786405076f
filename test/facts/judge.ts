import type { Choice } from './choices.js';
import type { Claim } from './claims/index.js';
import { type Json, type Leaf, numbersOf } from './leaves.js';
import { subjectOf } from './subject.js';

export interface Description {
  readonly name: string;
  readonly family: string;
  readonly lines: readonly { readonly devices: Readonly<Record<string, number>> }[];
}

/** What is wrong with the numbers of a description: another than a source has, or one that nothing has. */
export function problemsOf(
  description: Description,
  claims: readonly Claim[],
  choices: readonly Choice[],
): string[] {
  return numbersOf(description as unknown as Json).flatMap((leaf) =>
    problemsAt(description, leaf, claims, choices),
  );
}

export function problemsAt(
  description: Description,
  { path, value }: Leaf,
  claims: readonly Claim[],
  choices: readonly Choice[],
): string[] {
  const expected = [
    ...claimed(description, path, claims),
    ...choices
      .filter((choice) => choice.path === path && choice.names.includes(description.name))
      .map((choice) => ({ value: choice.value, source: choice.why })),
  ];
  if (expected.length === 0) return [`${path}: ${value} has no source`];
  return expected
    .filter((one) => one.value !== value)
    .map((one) => `${path}: ${value} is ${one.value} in ${one.source}`);
}

function claimed(description: Description, path: string, claims: readonly Claim[]) {
  const [, line] = /^lines\.(\d+)\./.exec(path) ?? [];
  const within = line === undefined ? '' : `lines.${line}.`;
  const lines = line === undefined ? description.lines : [description.lines[Number(line)]!];
  const subject = subjectOf(
    description.family,
    lines.flatMap(({ devices }) => Object.keys(devices)),
  );
  const beside = (other: string) => at(description as unknown as Json, within + other);
  return claims.flatMap((claim) => {
    const match = claim.path.exec(path.slice(within.length));
    const value = match === null ? undefined : claim.value(subject, match, { beside });
    return value === undefined ? [] : [{ value, source: claim.source }];
  });
}

function at(document: Json, path: string): Json | undefined {
  let value: Json | undefined = document;
  for (const key of path.split('.')) {
    value = value === null || typeof value !== 'object' ? undefined : (value as Record<string, Json>)[key];
  }
  return value;
}

import type { Choice } from './choices.js';
import type { Claim } from './claims/index.js';
import { type Json, type Leaf, numbersOf } from './leaves.js';
import { namesOfFamily, subjectOf } from './subject.js';

/** A bank or a controller, as its file has it. */
export interface Description {
  readonly name: string;
  readonly families?: readonly string[];
  readonly family?: string;
  readonly lines?: readonly Line[];
}

export interface Line {
  readonly devices: Readonly<Record<string, number>>;
}

export interface Rules {
  readonly claims: readonly Claim[];
  readonly choices: readonly Choice[];
}

/** What is wrong with the numbers of a description: another than a source has, or one that nothing has. */
export function problemsOf(description: Description, rules: Rules): string[] {
  return numbersOf(description as unknown as Json).flatMap((leaf) => problemsAt(description, leaf, rules));
}

export function problemsAt(
  description: Description,
  { path, value }: Leaf,
  { claims, choices }: Rules,
): string[] {
  const chosen = choices.filter((choice) => choice.path.test(path) && choice.names.test(description.name));
  const expected = [
    ...claimed(description, path, claims),
    ...chosen.map((choice) => ({ value: choice.value, source: choice.why })),
  ];
  if (expected.length === 0) return [`${path}: ${value} has no source`];
  return expected
    .filter((one) => one.value !== value)
    .map((one) => `${path}: ${value} is ${one.value} in ${one.source}`);
}

function claimed(description: Description, path: string, claims: readonly Claim[]) {
  const [within = '', line] = /^lines\.(\d+)\./.exec(path) ?? [];
  const own = path.slice(within.length);
  const beside = (other: string) => at(description as unknown as Json, within + other);
  const matching = claims.flatMap((claim) => {
    const match = claim.path.exec(own);
    return match === null ? [] : [{ claim, match }];
  });
  return subjectsOf(description, own, line).flatMap((subject) =>
    matching.flatMap(({ claim, match }) => {
      const value = claim.value(subject, match, { beside });
      return value === undefined ? [] : [{ value, source: claim.source }];
    }),
  );
}

function subjectsOf({ families, family, lines = [] }: Description, path: string, line: string | undefined) {
  if (family === undefined) return (families ?? []).map((name) => subjectOf(name, namesOfFamily(name)));
  const about = line === undefined ? withoutOwn(lines, path) : [lines[Number(line)]!];
  return [
    subjectOf(
      family,
      about.flatMap(({ devices }) => Object.keys(devices)),
    ),
  ];
}

/** The lines for which a fact of the bank holds: those that do not say it themselves. */
function withoutOwn(lines: readonly Line[], path: string): readonly Line[] {
  const own = path.replace(/^otp\.writeUnit\.ecc\.registers\b.*/, 'eccRegisters');
  const others = lines.filter((line) => at(line as unknown as Json, own) === undefined);
  return others.length === 0 ? lines : others;
}

function at(document: Json, path: string): Json | undefined {
  let value: Json | undefined = document;
  for (const key of path.split('.')) {
    value = value === null || typeof value !== 'object' ? undefined : (value as Record<string, Json>)[key];
  }
  return value;
}

/** A test file of a project of vitest.config.ts. */
export interface Placed {
  readonly file: string;
  readonly project: string;
}

/**
 * Sorts test files so that no worker is still busy with a long one when the others have nothing left: those of `longest`
 * in its order, then the others as they are. Projects stay together, and the one with the shortest files is last.
 */
export function longestFirst<T>(
  specs: readonly T[],
  longest: readonly string[],
  placeOf: (spec: T) => Placed,
): readonly T[] {
  const ranks = new Map(longest.map((file, index) => [file, index]));
  const keyOf = (spec: T) => {
    const { file, project } = placeOf(spec);
    return { project: projects.indexOf(project), rank: ranks.get(file) ?? longest.length };
  };
  return specs.toSorted((a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    return first.project - second.project || first.rank - second.rank;
  });
}

const projects = ['slow', 'whole', 'isolated', 'quick'];

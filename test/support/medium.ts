interface Shown {
  readonly medium: string;
  readonly plan: { readonly medium: string; readonly hash: string };
}

/** A report without what follows its probe, which the hash of its plan covers. */
export function apartFromMedium<T extends Shown>(report: T) {
  const { medium: _medium, plan, ...rest } = report;
  const { medium: _planMedium, hash: _hash, ...sameFor } = plan;
  return { ...rest, plan: sameFor };
}

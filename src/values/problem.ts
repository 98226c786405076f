/** Thrown where a source of values is described wrongly or cannot give a value; the caller knows which source. */
export class SourceProblem extends Error {
  /** Completes a sentence that begins with the source: "needs {n:06}". */
  readonly rule: string;

  constructor(rule: string) {
    super(rule);
    this.name = 'SourceProblem';
    this.rule = rule;
  }
}

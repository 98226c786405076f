/** A value that breaks a rule of its field; the caller adds the field, the value and where both come from. */
export class ValueProblem extends Error {
  constructor(readonly rule: string) {
    super(rule);
    this.name = 'ValueProblem';
  }
}

/** A value that its field's pattern neither matches nor refuses in any time that people wait. */
export class EndlessPattern extends ValueProblem {}

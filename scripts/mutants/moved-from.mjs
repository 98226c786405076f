/* A value that a ledger knows is not moved to another die by the journal. */
const tests = ['api/moved-from.test.ts'];

export const movedFromMutants = [
  {
    name: 'moved-though-a-ledger-knows',
    rule: '--moved-from is refused while a ledger of this station knows the value',
    file: 'src/api/ledger-past.ts',
    find: 'if (owner) refusals.push(refusalOf(ledger, value, owner));',
    replace: '',
    tests,
  },
  {
    name: 'moved-past-a-missing-ledger',
    rule: 'a ledger that cannot be asked refuses too',
    file: 'src/api/ledger-past.ts',
    find: 'throw cause instanceof OtpforgeError ? notAsked(id, cause) : cause;',
    replace: 'if (cause instanceof OtpforgeError) return [];\n    throw cause;',
    tests,
  },
  {
    name: 'moved-past-another-ledger',
    rule: 'another ledger in the same place cannot answer',
    file: 'src/api/ledger-past.ts',
    find: 'if (ledger.id === id) return ledger;',
    replace: "if (id !== '') return ledger;",
    tests,
  },
  {
    name: 'moved-secret-unseen',
    rule: 'a secret is found by its keyed hash',
    file: 'src/ledger/units/find-value.ts',
    find: 'if (owner) return owner;',
    replace: '',
    tests,
  },
  {
    name: 'moved-since-the-plan',
    rule: 'ledgers are asked again right before the first write',
    file: 'src/api/program.ts',
    find: 'await past.checkLedgers(planned);',
    replace: '',
    tests,
  },
];

/* The rules for what a run that was interrupted may have left short, each broken on purpose. */
const cutOff = ['burn/in-flight.test.ts', 'burn/cut-off-run.test.ts', 'burn/finished-job.test.ts'];

export const inFlightMutants = [
  {
    name: 'in-flight-of-the-last-run',
    rule: 'what any interrupted run may have left short counts',
    find: 'burns.some((run) => isIn(run.units, address));',
    replace: 'burns.slice(-1).some((run) => isIn(run.units, address));',
    tests: cutOff,
  },
  {
    name: 'in-flight-finished-too',
    rule: 'what the loader finished is not in flight',
    find: ' || isIn(finished, address)) return false;',
    replace: ') return false;',
    tests: cutOff,
  },
  {
    name: 'in-flight-hidden-by-later',
    rule: 'what a later run burnt is not what an earlier one cut short',
    find: ' && !isIn(since, address)',
    replace: '',
    tests: cutOff,
  },
  {
    name: 'in-flight-locked',
    rule: 'no block is locked over a byte that may be short and that the image does not name',
    find: '!acceptSuspect && locksUnfinished(',
    replace: 'false && locksUnfinished(',
    tests: cutOff,
  },
  {
    name: 'in-flight-of-the-image',
    rule: 'where a unit takes one programming, what the chip holds tells the last',
    find: "rewrite === 'once' ? last.has(address) :",
    replace: '',
    tests: cutOff,
  },
  {
    name: 'in-flight-lock-byte-of-any-value',
    rule: 'a lock byte is only ever written 00, after an interrupted run too',
    find: "kind === 'lock' && wanted[0] !== locks?.locked",
    replace: 'locks === null',
    tests: cutOff,
  },
  {
    name: 'in-flight-job-still-runs',
    rule: 'a job without an answer has finished nothing',
    file: 'src/burn/finished-job.ts',
    find: '? failAddress : undefined',
    replace: '? failAddress : endOfBank',
    tests: cutOff,
  },
].map((mutant) => ({ file: 'src/burn/in-flight.ts', ...mutant }));

/* The rules of a rehearsal, each broken on purpose. */
const tests = ['rehearsal/rehearse.test.ts'];

export const rehearsalMutants = [
  {
    name: 'rehearsal-not-compared',
    rule: 'the copy must hold what the plan promises',
    find: 'compareContents(planned, request, made);',
    replace: '',
    tests,
  },
  {
    name: 'rehearsal-other-plan',
    rule: 'the plan for the copy is the plan for the chip',
    find: 'if (JSON.stringify(rehearsed.units) === JSON.stringify(plan.units)) return;',
    replace: 'if (rehearsed.units) return;',
    tests,
  },
  {
    name: 'rehearsal-units-uncounted',
    rule: 'as many units are programmed as the plan has',
    find: 'if (copy.otpOperations() !== burn.length) {',
    replace: 'if (copy.otpOperations() < burn.length) {',
    tests,
  },
  {
    name: 'rehearsal-of-a-blank-chip',
    rule: 'the copy holds what the chip holds',
    file: 'src/probe/sim-copy.ts',
    find: 'chip.bench.poke(base, otp);',
    replace: '',
    tests,
  },
  {
    name: 'rehearsal-without-past',
    rule: 'the copy knows what an earlier run may have left half-programmed',
    find: "medium: 'simulated', inFlight,",
    replace: "medium: 'simulated',",
    tests,
  },
].map((mutant) => ({ file: 'src/rehearsal/rehearse.ts', ...mutant }));

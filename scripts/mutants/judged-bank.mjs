/* The bank and the board around a burn: what was shown, and nothing else, changes. */
const sameChip = ['burn/same-chip.test.ts'];
const unplanned = ['burn/unplanned-change.test.ts'];
const jobs = ['burn/run-job.test.ts'];

const board = [
  {
    name: 'board-not-looked-at-again',
    rule: 'unique ID and OTP are read again just before the first write',
    file: 'src/burn/program.ts',
    find: 'if (irreversible || !isThere(before)) await checkSameChip(request, planned);',
    replace: '',
    tests: sameChip,
  },
  {
    name: 'board-swapped-for-firmware',
    rule: 'firmware alone is not written to another board either',
    file: 'src/burn/program.ts',
    find: 'if (irreversible || !isThere(before)) await',
    replace: 'if (irreversible) await',
    tests: sameChip,
  },
  {
    name: 'board-of-another-uid',
    rule: 'a board that was swapped behind the prompt is refused',
    find: 'if (now.uid !== chip.uid) {',
    replace: 'if (now.uid === undefined) {',
    tests: sameChip,
  },
  {
    name: 'board-whose-otp-changed',
    rule: 'an OTP that changed behind the prompt is refused',
    find: 'const found = { bytes: now.bytes, ecc: otp.ecc };',
    replace: 'const found = { bytes: otp.bytes, ecc: otp.ecc };',
    tests: sameChip,
  },
  {
    name: 'board-swapped-under-firmware',
    rule: 'a board that was swapped while the firmware was written is not burnt',
    find: 'if (uid !== chip.uid) {',
    replace: 'if (uid === undefined) {',
    tests: sameChip,
  },
  {
    name: 'run-changed-plan-goes-on',
    rule: 'a changed OTP ends the run before the burn',
    find: 'if (planWith(request, { ...planned, otp }).hash === plan.hash) return;',
    replace: 'if (planWith(request, { ...planned, otp }).hash) return;',
    tests: ['burn/program.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/same-chip.ts', ...mutant }));

const bank = [
  {
    name: 'bank-not-judged',
    rule: 'the whole bank is judged after each job',
    file: 'src/burn/burn-otp.ts',
    find: '  judgeBank(request, planned, burnt, found);\n',
    replace: '',
    tests: unplanned,
  },
  {
    name: 'bank-judged-after-the-locks-alone',
    rule: 'an unplanned change is found before any lock is set',
    file: 'src/burn/burn-otp.ts',
    find: '  judgeBank(request, planned, burnt, found);\n',
    replace: "  if (burnt.some(({ kind }) => kind === 'lock')) judgeBank(request, planned, burnt, found);\n",
    tests: unplanned,
  },
  {
    name: 'bank-locks-may-come',
    rule: 'a lock that was not planned is a change',
    file: 'src/burn/bank-changes.ts',
    find: 'if (old === now) return [];',
    replace: 'if (old === now || lockOf(bank, address) !== undefined) return [];',
    tests: unplanned,
  },
  {
    name: 'bank-only-bytes',
    rule: 'an ECC state that changed is a change',
    file: 'src/burn/bank-changes.ts',
    find: 'if (ecc !== before.ecc.get(unit)) {',
    replace: 'if (ecc === null) {',
    tests: unplanned,
  },
  {
    name: 'bank-of-a-firmware-run',
    rule: 'a run that wrote firmware alone is judged too',
    file: 'src/burn/burn-otp.ts',
    find: ': firmwareWritten || touchesOtp(request)',
    replace: ': touchesOtp(request)',
    tests: unplanned,
  },
  {
    name: 'bank-in-flight-not-planned',
    rule: 'what an interrupted run was to burn counts as planned',
    find: 'const mayChange = [...burnt, ...inFlightUnits(planned)];',
    replace: 'const mayChange = [...burnt];',
    tests: unplanned,
  },
  {
    name: 'bank-change-without-loader',
    rule: 'the error names the hash of the loader',
    find: '      loader: loader.sha256,\n',
    replace: '',
    tests: unplanned,
  },
].map((mutant) => ({ file: 'src/burn/judge-bank.ts', ...mutant }));

const failed = [
  {
    name: 'failed-job-hides-its-burns',
    rule: 'a loader that reports a failure hides no burn behind it',
    find: 'const found = await readBank(request, planned);',
    replace: 'const found = claimsNothing(error) ? await readBank(request, planned) : undefined;',
    tests: unplanned,
  },
  {
    name: 'not-started-by-status-alone',
    rule: 'a loader that never started has left the bank as it was',
    find: 'if (found && isUntouched(request, planned, units, found) && canTell(error, planned)) return error;',
    replace: 'if (found && canTell(error, planned)) return error;',
    tests: jobs,
  },
  {
    name: 'not-started-unread',
    rule: 'what cannot be read again may have been written',
    find: 'if (found && isUntouched(request, planned, units, found) && canTell(error, planned)) return error;',
    replace:
      'if (!found || (isUntouched(request, planned, units, found) && canTell(error, planned))) return error;',
    tests: jobs,
  },
  {
    name: 'not-started-programmed-once-more',
    rule: 'bytes that are programmed once more do not show that nothing was written',
    find: "return code === 'LOADER_REFUSED' || !plan.programsEqual;",
    replace: "return code !== 'INTERNAL' || plan.programsEqual;",
    tests: jobs,
  },
  {
    name: 'not-started-while-busy',
    rule: 'a controller that is busy may be writing',
    file: 'src/burn/run-job.ts',
    find: 'return status === pendingStatus && state?.isBusy === false ?',
    replace: 'return status === pendingStatus ?',
    tests: ['burn/ecc.test.ts'],
  },
  {
    name: 'not-started-is-interrupted',
    rule: 'exit 7 is for runs that wrote or may have written',
    file: 'src/burn/unit-run.ts',
    find: "      error.code === 'LOADER_NOT_STARTED' ||\n",
    replace: '',
    tests: jobs,
  },
].map((mutant) => ({ file: 'src/burn/failed-job.ts', ...mutant }));

export const judgedBankMutants = [...board, ...bank, ...failed];

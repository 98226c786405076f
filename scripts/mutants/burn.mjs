/* The rules that the execution of a plan keeps, each broken on purpose. */
const program = ['burn/program.test.ts', 'burn/locks.test.ts', 'burn/interrupted.test.ts'];
const ecc = ['burn/ecc.test.ts'];
const cutOff = ['burn/in-flight.test.ts', 'burn/cut-off-run.test.ts', 'burn/finished-job.test.ts'];
const jobs = ['burn/run-job.test.ts'];
const journal = ['journal/record.test.ts'];

const order = [
  {
    name: 'run-ignores-refusals',
    rule: 'a refusal means that nothing is written',
    find: "if (plan.refusals.length > 0) return report(planned, 'refused', {});",
    replace: '',
    tests: program,
  },
  {
    name: 'run-ignores-expected-hash',
    rule: 'the plan that was confirmed is burnt, and no other',
    find: 'if (expected === undefined || expected === found) return;',
    replace: 'if (expected !== found) return;',
    tests: program,
  },
  {
    name: 'run-ignores-the-answer',
    rule: 'nothing is burnt unless somebody said yes',
    find: 'if (irreversible && !(await options.confirm(plan))) {',
    replace: 'if (irreversible && (await options.confirm(plan)) === undefined) {',
    tests: program,
  },
  {
    name: 'write-after-a-stop',
    rule: 'a run that was asked to stop before its first write begins none',
    file: 'src/burn/unit-run.ts',
    find: 'if (this.#begun === 0) this.checkStop(name);',
    replace: '',
    tests: ['burn/stopped.test.ts'],
  },
  {
    name: 'write-given-up-half-way',
    rule: 'a write that has begun is waited for',
    file: 'src/api/stop-guard.ts',
    find: 'if (this.#written) return;',
    replace: 'if (this.#written && !this.#signal) return;',
    tests: ['api/stop-guard.test.ts'],
  },
  {
    name: 'run-without-journal-line',
    rule: 'the journal has its line before the first write',
    find: 'await options.onBegin?.();',
    replace: '',
    tests: journal,
  },
  {
    name: 'run-plan-not-checked-again',
    rule: 'the plan is computed again after the firmware was written',
    find: 'if (irreversible && firmware.programmed) await checkPlanUnchanged(request, planned);',
    replace: '',
    tests: program,
  },
  {
    name: 'run-otp-before-firmware',
    rule: 'firmware comes before OTP',
    find: 'const firmware = await programFirmware(request, planned, run, before, options.keepSector);',
    replace:
      'await burnOtp(request, planned, run, false);\n    const firmware = await programFirmware(request, planned, run, before, options.keepSector);',
    tests: program,
  },
  {
    name: 'run-ram-not-tried',
    rule: 'RAM that does not hold the loader shows before the firmware is written',
    find: '    await checkRam(request, planned);\n',
    replace: '',
    tests: program,
  },
  {
    name: 'run-firmware-not-verified',
    rule: 'OTP is not touched when the firmware does not verify',
    find: "      ranges,\n      'FIRMWARE_DIFFERS',",
    replace: "      [],\n      'FIRMWARE_DIFFERS',",
    tests: program,
  },
].map((mutant) => ({ file: 'src/burn/program.ts', ...mutant }));

const otp = [
  {
    name: 'run-locks-before-data',
    rule: 'locks come after the data was read back',
    find: "const data = unitsToBurn(planned.plan, 'data');\n  const locks = unitsToBurn(planned.plan, 'lock');",
    replace:
      "const data = unitsToBurn(planned.plan, 'lock');\n  const locks = unitsToBurn(planned.plan, 'data');",
    tests: program,
  },
  {
    name: 'run-locks-with-data',
    rule: 'locks are a job of their own',
    find: 'burnUnits(request, planned, { before: [], now: data }, begin),',
    replace: 'burnUnits(request, planned, { before: [], now: [...data, ...locks] }, begin),',
    tests: program,
  },
  {
    name: 'run-data-not-read-back',
    rule: 'data counts only when the host read it back',
    find: 'return verifyOtp(request, planned, withoutLocks, data);',
    replace: 'return { otp: [] };',
    tests: program,
  },
  {
    name: 'run-locks-not-read-back',
    rule: 'a lock counts only when the host read it back',
    find: "return verifyOtp(request, planned, image, [...data, ...locks], 'verify-locks');",
    replace: 'return { otp: [] };',
    tests: program,
  },
  {
    name: 'run-difference-accepted',
    file: 'src/burn/differences.ts',
    rule: 'what reads back differently is a failure',
    find: 'const different = ranges.find(({ equal }) => !equal);',
    replace: 'const different = ranges.find(({ length }) => length === 0);',
    tests: program,
  },
  {
    name: 'run-weak-accepted',
    rule: 'a unit that reads only by correction is not verified',
    find: '  failOnEcc(eccFindings(wanted, device.bank, ecc), device.bank);\n',
    replace: '',
    tests: ecc,
  },
  {
    name: 'run-cut-short-as-it-is',
    rule: 'after a cut what reads equal is programmed once more',
    find: 'makeJob(device.bank, loader, segmentsOf(units), plan.programsEqual)',
    replace: 'makeJob(device.bank, loader, segmentsOf(units), false)',
    tests: cutOff,
  },
  {
    name: 'run-lock-error-forgiven',
    rule: 'only a lock byte that protects itself may refuse to be set again',
    find: 'if (!isProtected || error.result.flashSR !== 1 << WRPERR) throw error;',
    replace: 'if (!isProtected || error.result.flashSR === 0) throw error;',
    tests: cutOff,
  },
].map((mutant) => ({ file: 'src/burn/burn-otp.ts', ...mutant }));

const claims = [
  {
    name: 'claims-nothing-written',
    rule: 'after its first write no error says that nothing was written',
    find: 'this.#begun += 1;',
    replace: 'this.#begun += 0;',
    tests: program,
  },
  {
    name: 'claims-refused-halfway',
    rule: 'a loader’s refusal after the firmware was written is an interruption',
    find: 'this.#begun !== 1 || !(error instanceof',
    replace: '!(error instanceof',
    tests: program,
  },
].map((mutant) => ({ file: 'src/burn/unit-run.ts', ...mutant }));

const job = [
  {
    name: 'job-ram-not-compared',
    rule: 'the core runs only what was read back from RAM',
    find: 'if (differs < 0 && found.length === ram.bytes.length) return;',
    replace: 'if (differs < 0 || found) return;',
    tests: program,
  },
  {
    name: 'job-status-ignored',
    rule: 'a job’s status is believed',
    find: 'if (error) throw error;',
    replace: '',
    tests: program,
  },
  {
    name: 'job-end-anywhere',
    rule: 'a core that stopped elsewhere did not finish',
    find: 'if (PC !== job.returnAddress) throw await stoppedElsewhere(probe, bank, PC, job, result);',
    replace: '',
    tests: jobs,
  },
  {
    name: 'job-timeout-ignored',
    rule: 'a loader that does not come back is reported',
    find: 'if (!(await probe.waitHalted(jobTimeLimitMs(bank, job)))) throw',
    replace: 'if ((await probe.waitHalted(jobTimeLimitMs(bank, job))) === undefined) throw',
    tests: ecc,
  },
  {
    name: 'job-interrupts-on',
    rule: 'the loader runs with PRIMASK set',
    file: 'src/burn/job.ts',
    find: '      PRIMASK: 1,\n',
    replace: '      PRIMASK: 0,\n',
    tests: ['burn/job.test.ts'],
  },
  {
    name: 'job-process-stack',
    rule: 'the loader runs privileged on MSP: CONTROL is 0',
    file: 'src/burn/job.ts',
    find: '      CONTROL: 0,\n      xPSR',
    replace: '      CONTROL: 2,\n      xPSR',
    tests: ['burn/job.test.ts'],
  },
  {
    name: 'job-status-starts-done',
    rule: 'a job that never ran does not read as done',
    file: 'src/burn/job.ts',
    find: 'segments.length, pendingStatus, 0, 0, 0]',
    replace: 'segments.length, 0, 0, 0, 0]',
    tests: [...jobs, 'burn/job.test.ts'],
  },
  {
    name: 'job-stack-over-data',
    rule: 'the stack has its room behind the data',
    file: 'src/burn/job.ts',
    find: 'if (offset + stackSize > size) {',
    replace: 'if (offset > size) {',
    tests: ['burn/job.test.ts'],
  },
].map((mutant) => ({ file: 'src/burn/run-job.ts', ...mutant }));

const spent = [
  {
    name: 'spent-unit-unexplained',
    rule: 'a unit burnt with all ones by another tool is reported as what it is',
    file: 'src/burn/job-status.ts',
    find: "flags.includes('PROGERR')",
    replace: "flags.includes('')",
    tests: ecc,
  },
  {
    name: 'example-on-silicon',
    rule: 'the serial number of an example is never burnt into silicon',
    file: 'src/burn/example-unit.ts',
    find: "if (medium !== 'silicon') return [];",
    replace: 'if (medium !== undefined) return [];',
    tests: ['burn/example-unit.test.ts'],
  },
];

export const burnMutants = [...order, ...otp, ...claims, ...job, ...spent];

/* The rules on signers, each broken on purpose. */
const tests = ['sign/sign.test.ts'];
const file = 'src/sign/run-program.ts';

export const signMutants = [
  {
    name: 'signer-without-deadline',
    rule: 'a signer ends at its deadline',
    file,
    find: 'const result = await within(run, timeout * 1000, signal);',
    replace: 'const result = await within(run, 2 ** 31 - 1, signal);',
    tests,
  },
  {
    name: 'signer-children-left',
    rule: 'a signer is ended with all that it has started',
    file,
    find: 'if (pid !== undefined) await endTree(pid, run, patienceMs);',
    replace: "run.kill('SIGKILL');",
    tests,
  },
  {
    name: 'signer-exit-code-ignored',
    rule: 'what a signer gives counts only if it ends with exit code 0',
    file,
    find: "if (result.failed) return { ended: 'badly', why: howItEnded(result) };",
    replace: '',
    tests,
  },
  {
    name: 'signer-length-ignored',
    rule: 'a signer gives exactly the bytes of the field',
    file: 'src/sign/sign.ts',
    find: 'if (answer.length === request.length) return Uint8Array.from(answer);',
    replace: 'if (answer.length > 0) return Uint8Array.from(answer);',
    tests,
  },
  {
    name: 'signer-in-working-folder',
    rule: 'the name of a signer is looked for on PATH alone',
    file,
    find: 'return basename(name) === name ? findProgram(name) : resolve(folder, name);',
    replace: 'return resolve(folder, name);',
    tests,
  },
];

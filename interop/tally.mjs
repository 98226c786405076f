/** Counts checks: one that throws has failed, and the rest goes on. */
export class Tally {
  passed = 0;
  failed = 0;

  async check(name, work) {
    const start = performance.now();
    try {
      await work();
      this.passed += 1;
      console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAIL  ${name}\n${indented(error instanceof Error ? error.message : String(error))}`);
    }
  }
}

function indented(text) {
  return text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}

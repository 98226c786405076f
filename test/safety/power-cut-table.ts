import { afterAll, expect, it } from 'vitest';
import { cutAndRerun } from './cut-and-rerun.js';
import type { NamedJob } from './jobs.js';
import { operationsOf } from './rig.js';
import { Row, renderTable } from './table.js';

/** At each boundary, and at points in between where cells end up in different ways. */
const points = [0, 0.03, 0.15, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1];

/** Cuts the supply at each point of each operation of each job, and prints what came of it. */
export function powerCutTable(jobs: readonly NamedJob[]): void {
  const rows: Row[] = [];
  afterAll(() => {
    console.log(renderTable('power cut', rows));
  });

  it.each(jobs)('$name', async ({ name, job }) => {
    const operations = await operationsOf(job);
    const row = new Row(`${name}, ${operations} operations`);
    rows.push(row);
    for (let operation = 1; operation <= operations; operation += 1) {
      for (const [index, progress] of points.entries()) {
        const seed = operation * points.length + index + 1;
        row.add(await cutAndRerun(job, { operation, progress }, seed), `cut at ${operation}:${progress}`);
      }
    }
    expect(row.wrong).toEqual([]);
    expect(row.counts.wrong).toBe(0);
    // Where a unit takes one programming, most cuts cost one; a slot then saves what it held.
    if (job.device.bank.otp.rewrite === 'clear-bits') expect(row.counts.finished).toBeGreaterThan(operations);
    else expect(row.counts.suspect + row.counts.saved).toBeGreaterThan(operations);
    if (job.rescue) expect(row.counts.reported + row.counts.suspect).toBe(0);
  });
}

import { afterAll, expect, it } from 'vitest';
import { callsOf, loseAndRerun, type Open } from './probe-loss.js';
import type { Job } from './rig.js';
import { Row, renderTable } from './table.js';

export interface LossCase {
  readonly name: string;
  readonly job: Job;
  readonly open: Open;
}

/** Loses the probe at each call of each case, before it and after it, and prints what came of it. */
export function probeLossTable(cases: readonly LossCase[], absences: readonly number[]): void {
  const rows: Row[] = [];
  afterAll(() => {
    console.log(renderTable('probe loss', rows));
  });

  it.each(cases)('$name', async ({ name, job, open }) => {
    const calls = await callsOf(job, open);
    const row = new Row(`${name}, ${calls} calls`);
    rows.push(row);
    for (let call = 1; call <= calls; call += 1) {
      for (const when of ['before', 'after'] as const) {
        for (const absentUs of absences) {
          const loss = { call, when, absentUs };
          const verdict = await loseAndRerun(job, open, loss);
          row.add(verdict, JSON.stringify(loss));
          if (!verdict.ranOn) break;
        }
      }
    }
    expect(row.wrong).toEqual([]);
    expect(row.counts.finished).toBeGreaterThan(calls);
  });
}

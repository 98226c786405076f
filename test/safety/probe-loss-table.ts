import { afterAll, expect, it } from 'vitest';
import { runs } from '../support/property.js';
import { callsOf, loseAndRerun, type Open } from './probe-loss.js';
import type { Job } from './rig.js';
import { Row, renderTable } from './table.js';

export interface LossCase {
  readonly name: string;
  readonly job: Job;
  readonly open: Open;
  /** Where a run takes long: one call of so many is tried, other ones in the next case; `npm run explore` tries all. */
  readonly every?: number;
}

/** Loses the probe at each call of each case, before it and after it, and prints what came of it. */
export function probeLossTable(cases: readonly LossCase[], absences: readonly number[]): void {
  const rows: Row[] = [];
  afterAll(() => {
    console.log(renderTable('probe loss', rows));
  });

  it.each(cases.map((each, index) => ({ ...each, index })))(
    '$name',
    async ({ name, job, open, index, every: most = 1 }) => {
      const calls = await callsOf(job, open);
      const every = Math.max(1, Math.floor(most / runs(1)));
      const row = new Row(`${name}, ${calls} calls`);
      rows.push(row);
      for (let call = 1 + (index % every); call <= calls; call += every) {
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
      expect(row.counts.finished).toBeGreaterThan(Math.floor(calls / every));
    },
  );
}

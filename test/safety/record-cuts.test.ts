import { afterAll, describe, expect, it } from 'vitest';
import { otpReader, readChipOtp } from '../../src/burn/index.js';
import type { SimulatedChip } from '../../src/chip/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { cutAndRerun } from './cut-and-rerun.js';
import { recordJobs } from './record-jobs.js';
import { operationsOf } from './rig.js';
import { Row, renderTable } from './table.js';

const points = [0, 0.15, 0.4, 0.6, 0.9, 1];
const jobs = (
  await Promise.all(['STM32F410C8', 'STM32L412C8'].map((name) => recordJobs(deviceOf(name))))
).flat();

describe('the supply is cut while a record is written, and the same command runs again', () => {
  const rows: Row[] = [];
  const left: string[] = [];
  afterAll(() => {
    console.log(renderTable('power cut', rows));
    console.log(['after the cut', ...left, ''].join('\n'));
  });

  it.each(jobs)('$name', async ({ name, job, reads, before, after }) => {
    expect(before).not.toBe(after);
    const operations = await operationsOf(job);
    const row = new Row(`${name}, ${operations} operations`);
    rows.push(row);
    const seen = { before: 0, after: 0, parts: 0 };
    const look = async (chip: SimulatedChip) => {
      const otp = await readChipOtp(new SimProbe(chip), job.device);
      const found = reads(otpReader(job.device.bank, otp, otp.chip.uid));
      if (found === before) seen.before += 1;
      else if (found === after) seen.after += 1;
      else {
        // Of several entries each is the old one or the new one.
        const known = [...before.split(', '), ...after.split(', ')];
        expect(known).toEqual(expect.arrayContaining(found.split(', ')));
        seen.parts += 1;
      }
    };
    for (let operation = 1; operation <= operations; operation += 1) {
      for (const [index, progress] of points.entries()) {
        const seed = operation * points.length + index + 1;
        row.add(
          await cutAndRerun(job, { operation, progress }, seed, look),
          `cut at ${operation}:${progress}`,
        );
      }
    }
    left.push(`${name}: old value ${seen.before}, new ${seen.after}, some entries new ${seen.parts}`);
    expect(row.wrong).toEqual([]);
    expect(seen.before).toBeGreaterThan(0);
    expect(seen.after).toBeGreaterThan(0);
    if (job.rescue) expect(row.counts.reported + row.counts.suspect).toBe(0);
  });
});

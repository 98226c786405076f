import { describe } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { jobsFor } from './jobs.js';
import { powerCutTable } from './power-cut-table.js';

const jobs = (
  await Promise.all(['STM32H743ZI', 'STM32H723ZG'].map((name) => jobsFor(deviceOf(name))))
).flat();

describe('the supply is cut while a reserved sector is written, and the same command runs again', () => {
  powerCutTable(jobs);
});

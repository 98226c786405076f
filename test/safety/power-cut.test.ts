import { describe } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { jobsFor } from './jobs.js';
import { powerCutTable } from './power-cut-table.js';

const jobs = (
  await Promise.all(
    ['STM32F410C8', 'STM32F750V8', 'STM32L412C8', 'STM32G071C6', 'STM32L552CC', 'STM32U535CB'].map((name) =>
      jobsFor(deviceOf(name)),
    ),
  )
).flat();

describe('the supply is cut, comes back, and the same command runs again', () => {
  powerCutTable(jobs);
});

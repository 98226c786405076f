import { afterAll, describe } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { StandIn } from '../jlink-standin/bench.js';
import { jobsFor } from './jobs.js';
import type { Open } from './probe-loss.js';
import { probeLossTable } from './probe-loss-table.js';

const standIn = new StandIn();
afterAll(() => standIn.close());

const jlink: Open = async (chip) => {
  const desk = await standIn.desk(chip.device, {}, chip);
  return { probe: await desk.open(), sever: () => desk.close() };
};

// Each run is a process of its own: one short job of each family, and the loss that a bench sees most.
const devices = ['STM32F410C8', 'STM32L412C8'].map(deviceOf);
const jobs = (await Promise.all(devices.map((device) => jobsFor(device, true)))).flat();
const cases = jobs
  .filter(({ job }) => job.rescue)
  .map(({ name, job }) => ({ name: `jlink: ${name}`, job, open: jlink }));

describe('a J-Link is lost at a call, comes back, and the same command runs again', () => {
  probeLossTable(cases, [100_000]);
});

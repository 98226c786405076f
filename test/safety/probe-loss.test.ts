import { describe } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { allBanks } from '../support/banks.js';
import { closingServer, serveChip } from '../support/served-chip.js';
import { jobsFor } from './jobs.js';
import type { Open } from './probe-loss.js';
import { probeLossTable } from './probe-loss-table.js';

const sim: Open = async (chip) => ({ probe: new SimProbe(chip) });
const gdb: Open = async (chip) => {
  const { server } = await serveChip(chip.device, { chip });
  const probe = await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks });
  return { probe: closingServer(probe, server), sever: () => server.close() };
};

const devices = [
  'STM32F410C8',
  'STM32F750V8',
  'STM32L412C8',
  'STM32G071C6',
  'STM32L552CC',
  'STM32U535CB',
].map(deviceOf);
const jobs = (await Promise.all(devices.map((device) => jobsFor(device)))).flat();
// Without the hundreds of calls that a weak unit costs.
const healthyJobs = (await Promise.all(devices.map((device) => jobsFor(device, true)))).flat();

const cases = [
  ...jobs.map(({ name, job }) => ({ name: `sim: ${name}`, job, open: sim })),
  ...healthyJobs.map(({ name, job }) => ({ name: `gdb: ${name}`, job, open: gdb, every: 2 })),
];
/** Back at once, in the middle of an operation, and after the burn has finished by itself. */
const absences = [0, 130, 290, 100_000];

describe('the probe is lost at a call, comes back, and the same command runs again', () => {
  probeLossTable(cases, absences);
});

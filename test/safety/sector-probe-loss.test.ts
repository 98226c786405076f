import { afterAll, describe } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { StandIn } from '../jlink-standin/bench.js';
import { allBanks } from '../support/banks.js';
import { closingServer, serveChip } from '../support/served-chip.js';
import { jobsFor } from './jobs.js';
import type { Open } from './probe-loss.js';
import { probeLossTable } from './probe-loss-table.js';

const standIn = new StandIn();
afterAll(() => standIn.close());

const sim: Open = async (chip) => ({ probe: new SimProbe(chip) });
const gdb: Open = async (chip) => {
  const { server } = await serveChip(chip.device, { chip });
  const probe = await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks });
  return { probe: closingServer(probe, server), sever: () => server.close() };
};
const jlink: Open = async (chip) => {
  const desk = await standIn.desk(chip.device, {}, chip);
  return { probe: await desk.open(), sever: () => desk.close() };
};

const jobs = await jobsFor(deviceOf('STM32H743ZI'));
// Without the calls that a damaged flash word costs, and without firmware of a sector.
const short = jobs.filter(({ job }) => job.rescue);

const cases = [
  ...jobs.map(({ name, job }) => ({ name: `sim: ${name}`, job, open: sim })),
  ...short.map(({ name, job }) => ({ name: `gdb: ${name}`, job, open: gdb, every: 3 })),
  ...short.map(({ name, job }) => ({ name: `jlink: ${name}`, job, open: jlink, every: 3 })),
];

describe('the probe is lost while a reserved sector is written, and the same command runs again', () => {
  probeLossTable(cases, [0, 130, 100_000]);
});

import type { SimulatedChip } from '../../src/chip/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import type { StandIn } from '../jlink-standin/bench.js';
import { allBanks } from './banks.js';
import { closingServer, serveChip } from './served-chip.js';

export interface BackEnd {
  readonly name: string;
  open(chip: SimulatedChip): Promise<Probe>;
}

/** Every way to a simulated chip that reaches real silicon as well, and the simulated probe. */
export function backEndsOf(standIn: StandIn): readonly BackEnd[] {
  return [
    { name: 'sim:', open: async (chip) => new SimProbe(chip) },
    {
      name: 'gdb:',
      open: async (chip) => {
        const { server } = await serveChip(chip.device, { chip });
        return closingServer(await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks }), server);
      },
    },
    { name: 'jlink:', open: async (chip) => (await standIn.desk(chip.device, {}, chip)).open() },
  ];
}

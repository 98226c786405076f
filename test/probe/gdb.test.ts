import { openProbe } from '../../src/probe/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { closingServer, serveChip } from '../support/served-chip.js';
import { probeSuite } from './suite.js';

for (const device of [f401, l476]) {
  probeSuite('gdb: to a simulated chip', {
    device,
    open: async () => {
      const { server } = await serveChip(device);
      return closingServer(await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks }), server);
    },
  });
}

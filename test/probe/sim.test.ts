import { openProbe } from '../../src/probe/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { probeSuite } from './suite.js';

for (const device of [f401, l476]) {
  probeSuite('sim:', { device, open: () => openProbe(`sim:${device.name}`, { banks: allBanks }) });
}

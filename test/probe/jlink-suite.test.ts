import { afterAll, afterEach, expect } from 'vitest';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { f401, l476 } from '../support/banks.js';
import { probeSuite } from './suite.js';

const standIn = new StandIn();
let desk: Desk;

afterEach(() => expect(desk.misuse()).toBe(''));
afterAll(() => standIn.close());

for (const device of [f401, l476]) {
  probeSuite('jlink: through the stand-in', {
    device,
    open: async () => {
      desk = await standIn.desk(device);
      return desk.open();
    },
  });
}

// Many more boards than in the suite: `npm run torture -- --station [--boards N]`. Not part of the suite.
import { join } from 'node:path';
import { test, vi } from 'vitest';
import { inFolder } from '../support/cli.js';
import { soak } from './soak.js';

const boards = Number(process.env.OTPFORGE_TORTURE_BOARDS ?? 5_000);

test(`${boards} boards in eight slots`, () =>
  inFolder(async (folder) => {
    vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
    const start = performance.now();
    await soak(folder, boards);
    const seconds = (performance.now() - start) / 1000;
    console.log(`${boards} boards in ${seconds.toFixed(0)} s: ${(boards / seconds).toFixed(1)} a second`);
  }));

import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { inFolder } from '../support/cli.js';
import { soak } from './soak.js';

it(
  'a station keeps nothing of 200 boards but their records',
  () =>
    inFolder(async (folder) => {
      vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
      try {
        await expect(soak(folder, 200)).resolves.toBeUndefined();
      } finally {
        vi.unstubAllEnvs();
      }
    }),
  300_000,
);

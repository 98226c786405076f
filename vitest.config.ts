import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// No test may read or write what lies in the home folder of whoever runs it.
const state = mkdtempSync(join(tmpdir(), 'otpforge-state-'));
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { OTPFORGE_STATE_DIR: state, OTPFORGE_CONFIG_DIR: join(state, 'config') },
    globalSetup: 'test/build-once.ts',
    // Many tests wait, for processes of their own or for a deadline: with a worker a core, cores would be idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});

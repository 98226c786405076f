import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// `npm run check` runs these alone. They start no process, so that they can share workers and modules.
const quick: string[] = JSON.parse(readFileSync(new URL('test/quick.json', import.meta.url), 'utf8'));

// No test may read or write what lies in the home folder of whoever runs it.
const state = mkdtempSync(join(tmpdir(), 'otpforge-state-'));
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

export default defineConfig({
  test: {
    env: { OTPFORGE_STATE_DIR: state, OTPFORGE_CONFIG_DIR: join(state, 'config') },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Many tests wait, for processes of their own or for a deadline: with a worker a core, cores would be idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: quick,
          setupFiles: ['test/support/no-processes.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: quick,
          globalSetup: 'test/build-once.ts',
        },
      },
    ],
  },
});

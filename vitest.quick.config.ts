import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The quick lane of `npm run check`: files that start no process, by name, so that one run is one minute.
const files: string[] = JSON.parse(readFileSync(new URL('test/quick.json', import.meta.url), 'utf8'));

// No test may write into the home folder of whoever runs it.
const state = mkdtempSync(join(tmpdir(), 'otpforge-state-'));
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

export default defineConfig({
  test: {
    include: files,
    env: { OTPFORGE_STATE_DIR: state },
    setupFiles: ['test/support/no-processes.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

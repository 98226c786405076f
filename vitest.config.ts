import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longestFirst } from './test/support/longest-first.js';

// `npm run check` runs the quick ones alone. They start no process, so that they can share workers and modules.
const quick = filesIn('test/quick.json');
// These take minutes: `npm run interop` runs them, `npm run verify` all others.
const slow = filesIn('test/slow.json');
// These mock modules, so that each needs a worker of its own.
const isolated = filesIn('test/isolated.json');

// A clean checkout knows no times: without this list a file of six lines that runs for minutes would start last.
const longest = filesIn('test/longest.json');

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId, project }: TestSpecification) => ({
      file: relative(root, moduleId).replaceAll('\\', '/'),
      project: project.name,
    });
    return [...longestFirst(sorted, longest, placeOf)];
  }
}

const equalBytes = 'test/support/equal-bytes.ts';
const builtOnce = ['test/build-once.ts', 'test/support/warm/start-hosts.ts'];

// No test may read or write what lies in the home folder of whoever runs it.
const state = mkdtempSync(join(tmpdir(), 'otpforge-state-'));
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

export default defineConfig({
  test: {
    env: {
      OTPFORGE_STATE_DIR: state,
      OTPFORGE_CONFIG_DIR: join(state, 'config'),
      // What one test file makes for others.
      OTPFORGE_TEST_SHARED: join(state, 'shared'),
    },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Many tests wait, for processes of their own or for a deadline: with a worker a core, cores would be idle.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Each project would transform the same sources again, and so would interop and nodes after verify.
    experimental: { fsModuleCache: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: quick,
          setupFiles: ['test/support/no-processes.ts', equalBytes],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...quick, ...isolated, ...slow],
          setupFiles: ['test/support/as-found.ts', equalBytes],
          globalSetup: builtOnce,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'isolated', include: isolated, setupFiles: [equalBytes], globalSetup: builtOnce },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          setupFiles: [equalBytes],
          globalSetup: builtOnce,
          testTimeout: 600_000,
        },
      },
    ],
  },
});

function filesIn(list: string): string[] {
  return JSON.parse(readFileSync(new URL(list, import.meta.url), 'utf8'));
}

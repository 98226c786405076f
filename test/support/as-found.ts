import { afterAll, vi } from 'vitest';

// Test files share a worker and what it has loaded: none may leave another environment behind.
const found = { ...process.env };
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (!(name in found)) delete process.env[name];
  Object.assign(process.env, found);
  process.exitCode = undefined;
});

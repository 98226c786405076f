import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

// The quick lane must stay quick: a test that starts a process belongs to the whole suite alone.
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const) {
  Object.defineProperty(childProcess, name, {
    value: () => {
      throw new Error(`a test of "npm run check" calls ${name}: take its file out of test/quick.json`);
    },
  });
}
syncBuiltinESMExports();

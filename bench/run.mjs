// Runs every bench against the built package; ends with 1 when a bound is broken.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const benches = [
  'start.mjs',
  'loader.mjs',
  'merge.mjs',
  'journal.mjs',
  'visit.mjs',
  'station.mjs',
  'ledger.mjs',
  'batch.mjs',
];
const failed = benches.filter((name) => {
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(name, import.meta.url));
  return spawnSync(process.execPath, [file], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) console.log(`\nbroken: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

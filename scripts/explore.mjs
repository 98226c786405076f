// Every property test with a new seed and more cases: npm run explore -- [--times N] [--seed S].
// What it finds repeats with the seed that it prints.
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { root, run } from './support.mjs';

const { values } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' } } });
const times = values.times ?? '10';
const seed = values.seed ?? String(randomInt(2 ** 31));
if (![times, seed].every((number) => /^\d{1,10}$/.test(number)) || Number(times) < 1) {
  console.error('usage: npm run explore -- [--times N] [--seed S]');
  process.exit(2);
}
console.log(`seed ${seed}, ${times} times the cases of verify`);
const files = propertyTests();
const status = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=0', ...files], {
  env: { ...process.env, OTPFORGE_SEED: seed, OTPFORGE_TIMES: times },
});
if (status !== 0) console.error(`repeat it by npm run explore -- --times ${times} --seed ${seed}`);
process.exit(status);

function propertyTests() {
  return readdirSync(`${root}test`, { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => readFileSync(`${root}${file}`, 'utf8').includes("/support/property.js'"));
}

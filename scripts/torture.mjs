// The safety tables' judge over random chips, images and faults, against the built package:
// npm run torture -- [--minutes N] [--seed S]. A seed alone repeats one case.
import { dirname, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { must, root } from './support.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 1);
if (!(minutes > 0) || (values.seed !== undefined && !/^\d+$/.test(values.seed))) {
  console.error('usage: npm run torture -- [--minutes N] [--seed S]');
  process.exit(2);
}
must(process.execPath, ['scripts/build.mjs']);
process.env.OTPFORGE_TORTURE_MINUTES = String(minutes);
if (values.seed !== undefined) process.env.OTPFORGE_TORTURE_SEED = values.seed;

const source = `${resolve(root, 'src')}${sep}`;
const built = `${resolve(root, 'dist')}${sep}`;
const overDist = {
  name: 'otpforge-over-dist',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!id.startsWith('.') || !importer) return undefined;
    const file = resolve(dirname(importer), id);
    return file.startsWith(source) ? `${built}${file.slice(source.length)}` : undefined;
  },
};
const vitest = await startVitest(
  'test',
  [],
  {
    root,
    config: false,
    watch: false,
    include: ['test/safety/torture.ts'],
    testTimeout: 0,
    disableConsoleIntercept: true,
  },
  { plugins: [overDist] },
);
await vitest?.close();

// Long random runs against the built package. None of it is part of the suite.
//   npm run torture -- [--minutes N] [--seed S]               random chips, images and faults past the safety tables' judge
//   npm run torture -- --campaign [--runs N] [--seed S]       random jobs in hostile surroundings
//                      [--kind NAME]                          of one kind only
//   npm run torture -- --control [--only NAME]                the campaign with each defence taken out: it must find it
//   npm run torture -- --ledger [--units N] [--durable N]     values given out by 8 processes: SQLite, PostgreSQL
//                      [--kills N] [--seed S]                 visits that are killed, power cuts, PostgreSQL stopped
//   npm run torture -- --station [--boards N]               a station of eight slots: memory, outputs, ledger, journal
// Without any of these it runs the first for a minute, then the campaign, the ledger and the station.
import { dirname, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { pythonHosts } from '../interop/venv.mjs';
import { must, root } from './support.mjs';
import { installSystemPackages, interopPackages } from './system-packages.mjs';
import { controlCampaign } from './torture-control.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    campaign: { type: 'boolean' },
    control: { type: 'boolean' },
    ledger: { type: 'boolean' },
    station: { type: 'boolean' },
    boards: { type: 'string' },
    units: { type: 'string' },
    durable: { type: 'string' },
    kills: { type: 'string' },
    runs: { type: 'string' },
    kind: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const minutes = Number(values.minutes ?? 1);
const runs = Number(values.runs ?? 2000);
const boards = Number(values.boards ?? 5000);
// 8 processes share the units, and give them out one by one and in batches.
const ledger = { units: [100_000, 800], durable: [8_000, 16], kills: [200, 1] };
const amounts = Object.entries(ledger).map(([name, [usual, step]]) => [
  name,
  Number(values[name] ?? usual),
  step,
]);
if (
  !(minutes > 0) ||
  !(Number.isInteger(runs) && runs > 0) ||
  !(Number.isInteger(boards) && boards >= 100) ||
  amounts.some(([, amount, step]) => !(amount >= step && amount % step === 0)) ||
  !/^\d*$/.test(values.seed ?? '')
) {
  console.error(
    'usage: npm run torture -- [--minutes N | --campaign [--runs N] [--kind NAME] | --control [--only NAME]\n' +
      '         | --ledger [--units N, by 800] [--durable N, by 16] [--kills N]\n' +
      '         | --station [--boards N, from 100]] [--seed S]',
  );
  process.exit(2);
}
if (values.control) process.exit(await controlCampaign(values.only));

must(process.execPath, ['scripts/build.mjs']);
if (values.seed !== undefined) process.env.OTPFORGE_TORTURE_SEED = values.seed;
const isAll = !values.campaign && !values.ledger && !values.station && values.minutes === undefined;
if (isAll || values.minutes !== undefined) {
  process.env.OTPFORGE_TORTURE_MINUTES = String(minutes);
  await runLong('test/safety/torture.ts');
}
if (isAll || values.campaign || values.ledger) installSystemPackages(interopPackages);
if (isAll || values.campaign) {
  process.env.OTPFORGE_VENV = pythonHosts();
  process.env.OTPFORGE_CAMPAIGN_RUNS = String(runs);
  if (values.kind !== undefined) process.env.OTPFORGE_CAMPAIGN_KIND = values.kind;
  await runLong('test/campaign/campaign.ts');
}

if (isAll || values.ledger) {
  for (const [name, amount] of amounts)
    process.env[`OTPFORGE_TORTURE_${name.toUpperCase()}`] = String(amount);
  await runLong('test/ledger/allocation/torture.ts');
  await runLong('test/visit/kills/torture.ts');
}

if (isAll || values.station) {
  process.env.OTPFORGE_TORTURE_BOARDS = String(boards);
  await runLong('test/station/torture.ts');
}

async function runLong(file) {
  const source = `${resolve(root, 'src')}${sep}`;
  const built = `${resolve(root, 'dist')}${sep}`;
  const overDist = {
    name: 'otpforge-over-dist',
    enforce: 'pre',
    resolveId(id, importer) {
      if (!id.startsWith('.') || !importer) return undefined;
      const target = resolve(dirname(importer), id);
      return target.startsWith(source) ? `${built}${target.slice(source.length)}` : undefined;
    },
  };
  const vitest = await startVitest(
    'test',
    [],
    {
      root,
      config: false,
      watch: false,
      include: [file],
      testTimeout: 0,
      hookTimeout: 0,
      disableConsoleIntercept: true,
    },
    { plugins: [overDist] },
  );
  await vitest?.close();
}

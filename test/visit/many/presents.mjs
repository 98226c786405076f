import { createRequire } from 'node:module';

/** Runs `otpforge unit` for one chip after another, as often as the built command line is started for each. */
const { run } = createRequire(import.meta.url)('../../../dist/cli/run.js');
const [node, file, device, ...chips] = process.argv;
for (const chip of chips) {
  const probe = `sim:${device},file=${chip}`;
  await run([node, file, 'unit', 'line.yaml', '--probe', probe, '--ledger-key', 'line.key', '--yes']);
  if (process.exitCode !== 0) process.exit();
}

// The long random run: `npm run torture -- --minutes N [--seed S]`. Not part of the suite.
import { expect, test } from 'vitest';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { Random } from './random.js';
import { randomJob } from './random-job.js';
import { randomTrial } from './random-trial.js';
import { Row, renderTable } from './table.js';

const minutes = Number(process.env.OTPFORGE_TORTURE_MINUTES ?? 1);
const only = process.env.OTPFORGE_TORTURE_SEED;
const devices = [
  'STM32F410C8',
  'STM32F401RE',
  'STM32F429ZI',
  'STM32L412C8',
  'STM32L476RG',
  'STM32L4R5ZI',
  'STM32G071RB',
  'STM32G0B1RE',
  'STM32F205RG',
  'STM32F722RE',
  'STM32F767ZI',
  'STM32G474RE',
].map(deviceOf);

test(`random chips, images and faults for ${minutes} minutes`, async () => {
  const end = Date.now() + minutes * 60_000;
  const rows = new Map(devices.map(({ name }) => [name, new Row(name)]));
  const wrong = (): string[] => [...rows.values()].flatMap((row) => row.wrong);
  let seed = Number(only ?? Math.floor(Math.random() * 1e9));
  let reported = Date.now();
  console.log(`first seed ${seed}`);
  do {
    const random = new Random(seed);
    const device = random.of(devices);
    const loader = await loadBuiltLoader(device.bank);
    const verdict = await randomTrial(randomJob(device, loader, random), random);
    if (verdict) rows.get(device.name)?.add(verdict, `--seed ${seed}`);
    if (verdict?.outcome === 'wrong') console.log(`--seed ${seed}: ${verdict.reason}`);
    seed += 1;
    if (Date.now() - reported > 30_000) {
      reported = Date.now();
      console.log(renderTable(`up to seed ${seed}`, [...rows.values()]));
    }
  } while (only === undefined && Date.now() < end && wrong().length < 10);
  console.log(renderTable('torture', [...rows.values()]));
  expect(wrong()).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Pull } from '../../src/hwcheck/index.js';
import { pulledChecks } from '../../src/hwcheck/stages/pulled.js';
import { dataBase } from '../../src/hwcheck/stages/scratch-data.js';
import { f401, l476 } from '../support/banks.js';
import { benchOf } from './bench.js';

const [usb, supply] = pulledChecks;

/** What the operator does to the chip at each question. */
type Operator = (chip: SimulatedChip, step: 'pull' | 'plug') => boolean;

async function pulled(device: typeof l476, operator: Operator, check = supply) {
  const asked: string[] = [];
  const plain = await benchOf(device);
  const pull: Pull = async (what, step) => {
    asked.push(`${what} ${step}`);
    return operator(plain.chip, step);
  };
  const seen = await check?.look({ ...plain, pull });
  return { ...seen, asked };
}

/** Cuts the supply in the third unit that is burnt from now on, and gives it back when it is asked to. */
const withCut: Operator = (chip, step) => {
  if (step === 'plug') chip.powerCycle();
  else chip.bench.at({ operation: 3, progress: 0.5 }, () => chip.bench.cutPower());
  return true;
};

describe.each([
  ['STM32L476RG', l476],
  ['STM32F401RE', f401],
] as const)('a plug that the operator pulls from a %s', (_, device) => {
  it('shows as a lost probe, and the next run burns a full bank', async () => {
    expect(await pulled(device, withCut)).toMatchObject({
      verdict: 'ok',
      seen: 'PROBE_LOST; then erased, status 0, equal',
      asked: ['supply pull', 'supply plug'],
    });
  });

  it('that nobody pulls is skipped, and so is one that the operator declines', async () => {
    expect(await pulled(device, () => true, usb)).toMatchObject({
      verdict: 'skipped',
      seen: 'nothing was pulled',
      asked: ['usb pull'],
    });
    expect(await pulled(device, () => false, usb)).toMatchObject({
      verdict: 'skipped',
      seen: 'declined',
      asked: ['usb pull'],
    });
  });

  it('is a difference when the board does not burn after it', async () => {
    const address = dataBase(await benchOf(device));
    const found = await pulled(device, (chip, step) => {
      if (step === 'plug') chip.bench.stickUnit(address);
      return withCut(chip, step);
    });
    expect(found).toMatchObject({ verdict: 'differs', asked: ['supply pull', 'supply plug'] });
    expect(found.seen).toMatch(/^PROBE_LOST; then erased, status \d, not equal$/);
  });
});

it('is asked of nobody without --pull', async () => {
  for (const check of pulledChecks) {
    expect(await check.look(await benchOf(l476))).toMatchObject({
      verdict: 'skipped',
      seen: 'not asked for: --pull, at a terminal',
    });
  }
});

it('an error of ours is not taken for a pulled plug', async () => {
  const bench = await benchOf(l476);
  const broken = Object.assign(Object.create(bench.probe), {
    resetHalt: async () => {
      throw new OtpforgeError('INTERNAL', { message: 'a defect' });
    },
  });
  await expect(usb?.look({ ...bench, probe: broken, pull: async () => true })).rejects.toMatchObject({
    code: 'INTERNAL',
  });
});

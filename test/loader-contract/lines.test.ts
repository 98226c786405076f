import { beforeAll, describe, expect, it } from 'vitest';
import { type BankLine, findDevice } from '../../src/bank/index.js';
import { shippedBanks } from '../support/bank-names.js';
import { allBanks } from '../support/banks.js';
import { controllers } from './controllers.js';
import { ram } from './machine.js';
import { placeOf } from './matrix.js';
import { type Scenario, scenarios } from './scenarios.js';

// One device stands for all lines of a bank that differ in nothing but name, RAM and DEV_ID.
// Of C0 that is C031: the suite takes more RAM than C011 has.
const kinds = allBanks.flatMap(({ bank }) => {
  const roomy = bank.lines.filter(({ ramKb }) => ramKb * 1024 >= ram.size);
  const firsts = new Map(roomy.toReversed().map((line) => [factsOf(line), line]));
  return [...firsts.values()].map((line) => findDevice(Object.keys(line.devices)[0]!, allBanks));
});

it('finds every bank of the package, and lines of each that differ', () => {
  expect(Object.keys(controllers).toSorted()).toEqual([...shippedBanks].toSorted());
  expect([...new Set(kinds.map(({ bank }) => bank.name))].toSorted()).toEqual([...shippedBanks].toSorted());
  expect(kinds.map(({ line }) => line.name)).toEqual(
    expect.arrayContaining([
      'STM32C031',
      'STM32F410',
      'STM32F427',
      'STM32G030',
      'STM32G070',
      'STM32G0B0',
      'STM32L471',
      'STM32U031',
      'STM32U073',
    ]),
  );
});

describe.each(kinds)('every way through the loader on a simulated $name', (device) => {
  const place = placeOf(device);
  describe.each(scenarios(place))('$name', (scenario) => {
    let run: Awaited<ReturnType<Scenario['run']>>;
    beforeAll(async () => {
      run = await scenario.run();
    });

    it(`ends with status ${scenario.status}, without a fault and without an offence`, () => {
      const { r0, r1, fault, offences } = run.outcome;
      expect({ r0, r1, fault, offences }).toEqual({
        r0: scenario.status === 0 ? 0 : 1,
        r1: scenario.status,
        fault: undefined,
        offences: [],
      });
    });

    it('leaves LOCK set, PG clear and ACR as it was', async () => {
      const { acr, cr } = await run.session.state();
      const { lock, program } = place.controller;
      expect(cr & (lock | program)).toBe(lock | 0);
      expect(acr).toBe(run.acr);
    });
  });
});

function factsOf({ name, devices, devIds, ram, ramKb, ...others }: BankLine): string {
  return JSON.stringify(others);
}

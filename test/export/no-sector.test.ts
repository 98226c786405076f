import { expect, it } from 'vitest';
import { exportBanks } from '../../src/api/export-banks.js';
import { unitDevice } from '../../src/api/unit-export.js';
import { exportedNames } from '../support/bank-names.js';

const refused = { code: 'EXPORT_REFUSED', remedy: 'Burn it with otpforge program.' };

it('leaves reserved sectors out of an export of all banks', async () => {
  const banks = await exportBanks({});
  expect(banks.map(({ bank }) => bank.name)).toEqual(exportedNames);
});

it.each(['STM32H743ZI', 'stm32h72x-g-sector'])('refuses to export %s, which is named', async (name) => {
  await expect(exportBanks({ names: ['STM32F401RE', name] })).rejects.toMatchObject(refused);
});

it('refuses the scripts of a unit that has a reserved sector', async () => {
  await expect(unitDevice({ image: 'unit.hex', device: 'STM32H743ZI' })).rejects.toMatchObject(refused);
});

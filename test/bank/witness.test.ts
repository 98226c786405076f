import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byTestJtag, bytewise, doubleWords, flashWords } from '../../interop/otp-devices.mjs';
import {
  type Bank,
  bankWarnings,
  debugPortOf,
  findDevice,
  lackOfWitness,
  listDevices,
  parseBank,
} from '../../src/bank/index.js';
import { type Controllers, parseController, shippedControllers } from '../../src/controller/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { signedController, wrongBank } from '../support/wrong-bank.js';

const controllers = shippedControllers();
const signed: Controllers = new Map(controllers).set('stm32l4', {
  controller: parseController(signedController(), 'own.yaml'),
  file: 'own.yaml',
  origin: 'named',
  text: signedController(),
});

/** A bank whose controller nobody else's driver has burnt. */
function alone(bank: Bank): Bank {
  const { flashInterface } = bank;
  if (!flashInterface) throw new Error(`${bank.name} has no controller`);
  return { ...bank, flashInterface: { ...flashInterface, witnesses: [] } };
}

describe('a bank of a family that its controller does not name', () => {
  it('is refused in format 2, with the reason', () => {
    expect(() => parseBank(wrongBank(2), 'g0.yaml', controllers)).toThrow(
      /g0\.yaml:\d+: controller: stm32l4 is not for STM32G0: it names STM32L4.* describe the controller of STM32G0 in a file of its own/,
    );
  });

  it.each([
    ['stm32g0', 'stm32l4', 'STM32G0'],
    ['stm32g4', 'stm32g0', 'STM32G4'],
    ['stm32l4', 'stm32f4', 'STM32L4'],
    ['stm32f4', 'stm32l4', 'STM32F4'],
  ])('is refused though all else is as in the package: %s.yaml on %s', (name, other, family) => {
    const text = readFileSync(packagePath('banks', `${name}.yaml`), 'utf8');
    const wrong = text.replace(/^controller: .*$/m, `controller: ${other}`);
    expect(() => parseBank(wrong, 'own.yaml', controllers)).toThrow(
      new RegExp(`own\\.yaml:\\d+: controller: ${other} is not for ${family}`),
    );
  });

  it('is taken in format 1 with a warning, and nothing is a witness for it', () => {
    const bank = parseBank(wrongBank(1), 'g0.yaml', controllers);
    expect(bankWarnings(bank)).toEqual([
      {
        code: 'CONTROLLER_FAMILY',
        message: expect.stringMatching(
          /stm32l4 of the bank stm32l4-otp is for STM32L4[^.]*, not for STM32G0/,
        ),
      },
    ]);
    expect(lackOfWitness(bank)).toMatch(/no simulated chip of this bank is a witness for STM32G0/);
  });

  it.each([1, 2] as const)(
    'is taken where somebody signs for it in a controller of his own: format %d',
    (format) => {
      const bank = parseBank(wrongBank(format), 'g0.yaml', signed);
      expect(bankWarnings(bank)).toEqual([]);
      expect(bank.controllerFile).toEqual({
        file: 'own.yaml',
        sha256: createHash('sha256').update(signedController()).digest('hex'),
      });
    },
  );
});

/** Families that OpenOCD 0.12.0 does not know. */
const ownModelOnly = ['STM32C0', 'STM32U0'];

describe('a witness', () => {
  it.each(ownModelOnly)('is missing for %s: silicon wants --unverified-bank', (family) => {
    const banks = allBanks.map(({ bank }) => bank).filter((bank) => bank.family === family);
    expect(banks.length).toBeGreaterThan(0);
    for (const bank of banks) {
      expect(bank.flashInterface?.witnesses).toEqual([]);
      expect(lackOfWitness(bank)).toMatch(/^own model only: /);
    }
  });

  it.each(allBanks.map(({ bank }) => bank).filter(({ family }) => !ownModelOnly.includes(family)))(
    'is there for $name, where interop has OpenOCD burn its chips',
    (bank) => {
      const families = bank.flashInterface?.families ?? [];
      const burnt = (names: readonly string[]) =>
        names
          .map((name) => findDevice(name, allBanks).bank)
          .filter(({ family }) => families.includes(family));
      const byOpenocd = [
        ...burnt(bytewise).map(() => 'OpenOCD 0.12.0 stm32f2x'),
        ...burnt(doubleWords).map(() => 'OpenOCD 0.12.0 stm32l4x'),
        ...burnt(flashWords).map(() => 'OpenOCD 0.12.0 stm32h7x'),
        ...burnt(byTestJtag).map(() => 'OpenOCD 0.12.0 stm32l4x (flash controller alone, test JTAG)'),
      ];
      expect(bank.flashInterface?.witnesses).toEqual([...new Set(byOpenocd)]);
      expect(lackOfWitness(bank)).toBeUndefined();
    },
  );

  it('is there for U575 and U585 alone of the STM32U5, which OpenOCD 0.12.0 knows', () => {
    const known = listDevices(allBanks)
      .filter(({ name }) => name.startsWith('STM32U5'))
      .filter(({ bank }) => lackOfWitness(bank) === undefined)
      .map(({ name }) => name.slice(0, 9));
    expect([...new Set(known)]).toEqual(['STM32U575', 'STM32U585']);
    expect(lackOfWitness(findDevice('STM32U5A5ZJ', allBanks).bank)).toMatch(/^own model only/);
  });

  it('is of the flash controller alone just where a chip has no JTAG', () => {
    const taps = (names: readonly string[]) =>
      names.map((name) => debugPortOf(findDevice(name, allBanks).bank).tap);
    expect(taps(byTestJtag).filter((tap) => tap !== undefined)).toEqual([]);
    expect(taps([...bytewise, ...doubleWords, ...flashWords])).not.toContain(undefined);
  });

  it.each([f401, l476])(
    'is there for the package’s $name, which has no controller file of a project',
    ({ bank }) => {
      expect(lackOfWitness(bank)).toBeUndefined();
      expect(bankWarnings(bank)).toEqual([]);
      expect(bank.controllerFile).toBeUndefined();
    },
  );

  it('is missing where no driver of others has burnt the simulated controller', () => {
    expect(lackOfWitness(alone(l476.bank))).toMatch(/^own model only: .* stm32l4 of the bank stm32l4-otp$/);
    expect(bankWarnings(alone(l476.bank))).toEqual([]);
  });
});

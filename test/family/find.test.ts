import { describe, expect, it } from 'vitest';
import { answerFor, findBank, findDevice, listDevices } from '../../src/bank/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { familyRecords, findFamily, listedDevices } from '../../src/family/index.js';
import { withBank } from '../explain/with-bank.js';
import { allBanks } from '../support/banks.js';
import { fc } from '../support/property.js';
import { answers } from './answers.js';
import { publicLines } from './public-lines.js';

// A family that gets its bank is answered by that.
const kindOf = (name: string) => {
  const found = answerFor(name, allBanks);
  return 'facts' in found ? found.answer : found.bank.name;
};
const errorOf = (find: () => unknown) => {
  try {
    find();
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
  throw new Error('it was found');
};

describe('the three answers', () => {
  it('are tried with more than 60 names', () => {
    expect(new Set(answers.map(([name]) => name)).size).toBeGreaterThan(60);
  });

  it.each(answers)('%s: %s', (name, answer) => {
    expect(kindOf(name)).toBe(answer);
  });

  it('hold for each device of a list', () => {
    const names = familyRecords().flatMap(listedDevices);
    expect(names.length).toBeGreaterThan(800);
    for (const name of names) expect(kindOf(name), name).toMatch(/^(not-yet|mp1|stm32\w+-otp)$/);
  });

  it.each(publicLines)('are there for the line %s of public data', (line) => {
    expect(findFamily(`${line}ZZ`)?.line).toBeDefined();
    if (listDevices(allBanks).some(({ name }) => name.startsWith(line))) {
      expect(errorOf(() => kindOf(`${line}ZZ`))).toMatchObject({ code: 'DEVICE_UNKNOWN' });
    } else expect(kindOf(`${line}ZZ`)).toMatch(/^(none|not-yet|mp1)$/);
  });
});

describe('a device that no bank serves', () => {
  it('without OTP gets what to do instead', () => {
    expect(errorOf(() => findDevice('stm32f103c8t6', allBanks))).toMatchObject({
      code: 'DEVICE_UNKNOWN',
      message: 'the device "stm32f103c8t6" has no OTP',
      remedy:
        'Instead, use reserved pages of main flash, or the unique ID. otpforge explain STM32F103C8T6 shows the rest.',
      details: { query: 'stm32f103c8t6', answer: 'none', family: 'STM32F1', suggestions: [] },
    });
  });

  it('with OTP gets what is known of it', () => {
    expect(errorOf(() => findDevice('STM32U385RGT6', allBanks))).toMatchObject({
      code: 'DEVICE_UNKNOWN',
      message: 'no bank serves the device "STM32U385RGT6" yet',
      remedy:
        'It has 512 bytes of OTP at 0x0BFA0000, programmed once; whether in units of 8 or 16 bytes is not settled. otpforge explain STM32U385RG shows the rest. otpforge docs adding-a-bank shows how to add a bank.',
      details: { answer: 'not-yet', family: 'STM32U3', line: 'STM32U375/385' },
    });
  });

  it('gets the same answer where a bank or a device is asked for', () => {
    expect(errorOf(() => findBank('STM32H745ZI', allBanks))).toMatchObject({
      code: 'BANK_NOT_FOUND',
      message: 'the device "STM32H745ZI" has no OTP',
      details: { answer: 'none' },
    });
    expect(errorOf(() => findBank('STM32U385RG', allBanks)).message).toMatch(/^no bank serves/);
  });

  it('is answered by a bank as soon as there is one, and its line by that bank', () => {
    const banks = [withBank('STM32U3', 'STM32U385RG', 'STM32U385VG')];
    expect(findDevice('STM32U385RGT6', banks).name).toBe('STM32U385RG');
    // A list names this one: it is no typing error.
    expect(answerFor('STM32U385CG', banks)).toMatchObject({ answer: 'not-yet' });
    expect(answerFor('STM32U375CE', banks)).toMatchObject({ answer: 'not-yet' });
    expect(errorOf(() => findDevice('STM32U385RX', banks))).toMatchObject({
      message: 'no bank serves a device called "STM32U385RX"',
      remedy: expect.stringMatching(/^Did you mean .*STM32U385RG/),
    });
  });
});

describe('a misspelt device', () => {
  it.each([
    ['STM32G07IRB', 'STM32G071RB'],
    ['STM32WBA5CG', 'STM32WBA52CG'],
    ['STM32H7A2ZI', 'STM32H7A3ZI'],
    ['STM32L47GRG', 'STM32L476RG'],
    ['STM32F40lRE', 'STM32F401RE'],
  ])('%s gets names of its own family alone', (name, meant) => {
    const { details } = errorOf(() => findDevice(name, allBanks));
    const suggestions = details.suggestions as readonly string[];
    expect(suggestions.length).toBeLessThanOrEqual(5);
    expect(suggestions.map((each) => each.slice(0, 7))).toEqual(suggestions.map(() => meant.slice(0, 7)));
    expect(suggestions).toContain(meant);
  });

  it('of a line that is known is said to be in no list', () => {
    expect(findFamily('STM32U575ZX')).toMatchObject({ line: 'STM32U575/585', isListed: false });
    expect(findFamily('STM32U575ZI')).toMatchObject({ isListed: true });
    expect(findFamily('STM32WB05KZ')?.isListed).toBeUndefined();
  });

  it('of a family whose name begins another’s gets none of the other', () => {
    const banks = [withBank('STM32WB', 'STM32WB55RG', 'STM32WB55CG')];
    const { details } = errorOf(() => findDevice('STM32WBA5CG', banks));
    expect(details.suggestions).not.toEqual([]);
    expect((details.suggestions as readonly string[]).filter((each) => !each.startsWith('STM32WBA'))).toEqual(
      [],
    );
  });

  it('that is a line gets devices of the line', () => {
    expect(errorOf(() => findDevice('STM32L476', allBanks))).toMatchObject({
      remedy: expect.stringMatching(/^Did you mean STM32L476\w\w, /),
    });
  });
});

describe('what is not the name of an STM32', () => {
  it.each([
    '',
    'STM32',
    'STM',
    'GD32F103C8',
    'AT32F403A',
    'STM32F103C8; rm -rf',
    'STM32F103\u001b[31m',
    'STM32H743ZI\nPASS',
    'STM32F103-C8',
    `STM32F103${'C8'.repeat(100)}`,
    'STM32Z999ZZ',
    '__proto__',
    'constructor',
  ])('%j is known to nobody', (name) => {
    expect(errorOf(() => findDevice(name, allBanks))).toMatchObject({
      code: 'DEVICE_UNKNOWN',
      details: { query: name, suggestions: [] },
    });
    expect(errorOf(() => findDevice(name, allBanks)).details.answer).toBeUndefined();
  });

  it('or what follows a family’s name, is taken for no device, and crashes nothing', () => {
    const prefixes = familyRecords().flatMap((record) => record.prefixes);
    const name = fc.tuple(fc.constantFrom('', ...prefixes), fc.string({ unit: 'binary', maxLength: 20 }));
    fc.assert(
      fc.property(name, ([prefix, rest]) => {
        const known = findFamily(`${prefix}${rest}`);
        if (known) expect(`${prefix}${rest}`).toMatch(/^STM32[A-Z0-9]+(?:-[A-Z])?$/);
      }),
    );
  });
});

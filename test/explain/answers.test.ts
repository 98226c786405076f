import { describe, expect, it } from 'vitest';
import { explainDevice } from '../../src/explain/index.js';
import { allBanks } from '../support/banks.js';
import { banks, proseOf, textOf } from './texts.js';

describe('explain of an STM32L4 answers', () => {
  const text = proseOf('STM32L476RG');
  it.each([
    [
      'whether OTP is purely the user’s',
      /Is OTP mine alone.*\n.*Yours alone\. ST uses none of its 128 double words/,
    ],
    [
      'whether ST stores anything there',
      /On delivery\n.*ST says that it does not use the area for factory data/,
    ],
    ['where calibration is', /calibration values \(0x1FFF75A8 and on\)/],
    [
      'whether RDP, WRP or PCROP use it',
      /Do RDP, WRP or PCROP use it\?\n.*No\. All three live in the option bytes/,
    ],
    ['how it is protected from change', /Against change: a double word can be programmed once/],
    ['who reads it at level 1', /At level 1 only code booted from main flash reads it/],
    ['that a G0 differs', /An STM32G0 differs: there a debugger reads OTP at level 1/],
    ['where option bytes live', /In a flash page of their own \(0x1FFF7800; 0x1FF00000 on L4\+\)/],
    ['that their registers are in the peripheral', /are registers of the FLASH peripheral/],
    [
      'when they are loaded',
      /loaded from that page at power-on or brown-out, on leaving Standby or Shutdown, or by OBL_LAUNCH, not by a system reset/,
    ],
    [
      'what OPTSTRT does',
      /sets OPTSTRT\. Then the flash controller, not the core, erases the page and programs it from the registers/,
    ],
    [
      'that level 1 keeps nothing secret',
      /regression to level 0 erases main flash and keeps OTP, which is open then\. Secrets need level 2/,
    ],
    ['what reads it at boot', /On an L4 nothing in ROM reads it/],
    ['what a boot loader may keep there', /hash of a public key there, or a counter against rollback/],
    ['what makes boot secure', /WRP or PCROP together with level 2\. OTP alone protects nothing/],
  ])('%s', (_, answer) => {
    expect(text).toMatch(answer);
  });

  it('who may do what at each level', () => {
    expect(textOf('STM32L476RG')).toContain(
      [
        '  level  debugger         firmware from main flash',
        '  0      reads, programs  reads, programs',
        '  1      nothing          reads, programs',
        '  2      nothing          reads, programs',
      ].join('\n'),
    );
  });
});

describe('explain of an STM32H7 without OTP', () => {
  it.each([
    [
      'STM32H743ZI',
      /0x081E0000, 128 KB\) on chips with 2 MB \(xI\).*0x08160000, 128 KB\) on those with 1 MB \(xG\)/,
    ],
    [
      'STM32H723ZG',
      /0x080E0000, 128 KB\) on chips with 1 MB \(xG\).*0x08060000, 128 KB\) on those with 512 KB \(xE\)/,
    ],
    ['STM32H750VB', /single sector of 128 KB, so no sector can be reserved/],
    ['STM32H730VB', /single sector of 128 KB, so no sector can be reserved/],
  ])('%s names the sector, or that there is none to spare', (name, sector) => {
    expect(proseOf(name)).toMatch(sector);
  });

  it.each(['STM32H750VB', 'STM32H730VB'])('%s has no sector to spare and is not served', (name) => {
    expect(explainDevice(name, banks)).toMatchObject({
      answer: 'none',
      otp: null,
      readProtection: null,
      bank: null,
    });
  });

  it.each([
    ['STM32H743ZI', 'stm32h74x-i-sector', 0x081e0000, { flashBank: 2, number: 7 }, /bit 7 of WPSN_CUR2/],
    ['STM32H743ZG', 'stm32h74x-g-sector', 0x08160000, { flashBank: 2, number: 3 }, /bit 3 of WPSN_CUR2/],
    ['STM32H735IG', 'stm32h72x-g-sector', 0x080e0000, { flashBank: 1, number: 7 }, /bit 7 of WPSN_CUR1/],
    ['STM32H723ZE', 'stm32h72x-e-sector', 0x08060000, { flashBank: 1, number: 3 }, /bit 3 of WPSN_CUR1/],
  ])('%s is served by its reserved sector, never called OTP', (name, bank, base, sector, bit) => {
    const document = explainDevice(name, allBanks);
    expect(document).toMatchObject({
      answer: 'bank',
      bank: { name: bank },
      otp: { base, size: 0x20000, unit: 32 },
      sector,
    });
    expect(document.summary).toMatch(/it has no OTP; .* writes an identity into a reserved sector/);
    const text = proseOf(name, allBanks);
    expect(text).toMatch(bit);
    expect(text).toMatch(/Each can be programmed once after each erase of the sector/);
    expect(text).toMatch(/otpforge sets no option bytes/);
    expect(text).toMatch(/A mass erase takes it, .* and so does Readout Unprotect/);
    expect(text).toMatch(/That the write protection saves the sector from a mass erase/);
    expect(text).toMatch(/Yes, by erasing all of it: otpforge sector erase\. OTP never can/);
    expect(text).not.toMatch(/burns its OTP|do it by hand/);
  });

  it.each(['STM32H743ZI', 'STM32H750VB', 'STM32H735IG', 'STM32H730VB'])(
    '%s says what else there is',
    (name) => {
      const text = proseOf(name);
      expect(text).toMatch(/unique ID of 96 bits at 0x1FF1E800/);
      expect(text).toMatch(/“2 KB option area” of the flash cannot be used/);
      expect(text).toMatch(/backup SRAM keeps data only while VBAT is supplied/);
      expect(text).toMatch(/H7A3, H7B0, H7B3 and all H7R and H7S have OTP: 1024 bytes at 0x08FFF000/);
    },
  );

  it.each(['STM32H7A3ZI', 'STM32H7B0VB', 'STM32H7B3LI', 'STM32H7R7L8', 'STM32H7S3A8'])(
    'is not %s, which has',
    (name) => {
      expect(explainDevice(name, banks)).toMatchObject({
        answer: 'not-yet',
        otp: {
          base: 0x08fff000,
          size: 1024,
          unit: 2,
          rewrite: 'once',
          locks: { kind: 'register', count: 16 },
        },
      });
    },
  );
});

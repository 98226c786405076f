/* The rules by which a chip is identified and its OTP is read, each broken on purpose. */
const ecc = ['burn/ecc.test.ts'];

const contents = [
  {
    name: 'ecc-flags-unread',
    rule: 'the ECC flags are looked at after each reading of the bank',
    find: 'if (!ecc || eccStateOf(ecc, eccWords) === undefined)',
    replace: 'if (!ecc || eccWords.length > 0)',
    tests: ecc,
  },
  {
    name: 'ecc-nmi-left-pending',
    rule: 'the NMI of a double error is taken back before a loader runs',
    find: '  await forgetEccErrors(probe, bank);\n  if (ecc.size > 0)',
    replace: '  if (ecc.size > 0)',
    tests: ecc,
  },
  {
    name: 'ecc-of-firmware-unread',
    rule: 'firmware that reads only with an ECC error is different',
    file: 'src/burn/ecc-flags.ts',
    find: 'if ((await readEccState(probe, ecc)) === undefined) return false;',
    replace: 'if (ecc) return false;',
    tests: ecc,
  },
  {
    name: 'ecc-damaged-read-again',
    rule: 'a damaged unit is never read again',
    find: "const skipped = [...damaged].filter(([, state]) => state === 'damaged')",
    replace: 'const skipped = [...damaged].filter(([address]) => address < 0)',
    tests: ecc,
  },
  {
    name: 'ecc-weak-unseen',
    rule: 'a corrected bit is a finding',
    file: 'src/burn/ecc-flags.ts',
    find: "has('corrected') ? 'weak' : undefined",
    replace: "has('corrected') ? undefined : undefined",
    tests: ecc,
  },
  {
    name: 'ecc-of-one-bank',
    rule: 'each register that reports ECC errors is read',
    file: 'src/burn/ecc-flags.ts',
    find: 'ecc.registers.some(',
    replace: 'ecc.registers.slice(0, 1).some(',
    tests: ['burn/gated-chip.test.ts'],
  },
  {
    name: 'ecc-unread-after-burn',
    rule: 'the ECC flags are looked at after the burn too',
    find: 'if (device.bank.otp.ecc) return readOtpContents(probe, device, damaged);',
    replace: '',
    tests: ecc,
  },
].map((mutant) => ({ file: 'src/burn/otp-contents.ts', ...mutant }));

const dbgmcu = [
  {
    name: 'dbgmcu-read-without-clock',
    rule: 'an IDCODE that reads 0 is read again with the clock of DBGMCU',
    find: 'if (word !== 0 || !identity.dbgmcuClock) return word;',
    replace: 'if (word !== 0 || identity.dbgmcuClock) return word;',
  },
  {
    name: 'dbgmcu-frozen-without-clock',
    rule: 'the watchdog is held with the clock of DBGMCU on',
    find: 'return withDbgmcuClock(probe, identity, () => writeWord(probe, register, value));',
    replace: 'return writeWord(probe, register, value);',
  },
  {
    name: 'dbgmcu-clock-left-on',
    rule: 'the clock of DBGMCU is put back as it was found',
    find: '  await writeWord(probe, register, found);\n  return result;',
    replace: '  return result;',
  },
  {
    name: 'dbgmcu-clock-of-a-failed-write',
    rule: 'the clock of DBGMCU is put back where setting it failed: it may have arrived',
    find: '  try {\n    // A write that fails may have arrived.\n    await writeWord(probe, register, on);\n',
    replace: '  await writeWord(probe, register, on);\n  try {\n',
  },
  {
    name: 'dbgmcu-clock-left-on-failure',
    rule: 'the clock of DBGMCU is put back when the access fails too',
    find: 'await writeWord(probe, register, found).catch(() => undefined);',
    replace: '',
  },
].map((mutant) => ({ file: 'src/burn/dbgmcu.ts', tests: ['burn/gated-chip.test.ts'], ...mutant }));

const line = [
  {
    name: 'flash-size-unmasked',
    rule: 'of the flash size register only the bits of its field count',
    file: 'src/burn/identify.ts',
    find: 'flashKb: uint16(area, flashSize - start) & flashSizeMask,',
    replace: 'flashKb: uint16(area, flashSize - start),',
  },
  {
    name: 'flash-size-unmasked-in-a-search',
    rule: 'of the flash size register only the bits of its field tell devices apart',
    file: 'src/burn/find-device.ts',
    find: 'const flashKb = (address & 2 ? word >>> 16 : word) & mask;',
    replace: 'const flashKb = (address & 2 ? word >>> 16 : word) & 0xffff;',
    tests: ['burn/find-device.test.ts'],
  },
  {
    name: 'flash-size-unmasked-in-a-check',
    rule: 'hwcheck compares the field of the flash size register, not the bits beside it',
    file: 'src/hwcheck/stages/look.ts',
    find: '<< 8)) & flashSizeMask} KB`);',
    replace: '<< 8)) | (flashSizeMask & 0)} KB`);',
    tests: ['hwcheck/look.test.ts'],
  },
  {
    name: 'sectors-of-another-line',
    rule: 'the simulated chip has the sectors of its line, and its ECC registers with them',
    file: 'src/chip/controllers/flash-base.ts',
    find: 'flashLayout(device.line.mainFlash ?? family.assumed.mainFlash, device.flashKb)',
    replace: 'flashLayout(family.assumed.mainFlash, device.flashKb)',
    tests: ['chip/controllers/geometry.test.ts'],
  },
  {
    name: 'two-banks-whatever-the-size',
    rule: 'a line may have two banks with some sizes of main flash alone',
    file: 'src/bank/main-flash.ts',
    find: 'banks.includes(flashKb);',
    replace: 'banks.length > 0;',
    tests: ['chip/controllers/geometry.test.ts'],
  },
].map((mutant) => ({ tests: ['burn/every-line.test.ts'], ...mutant }));

export const readingMutants = [...contents, ...dbgmcu, ...line];

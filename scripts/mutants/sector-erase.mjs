/* The reserved sector of a chip without OTP: what erases it, and what is kept of it. */
const api = 'src/api/sector-erase.ts';
const burn = 'src/burn/erase-sector.ts';
const erase = ['sector/erase.test.ts'];

export const sectorEraseMutants = [
  {
    name: 'sector-erase-of-otp',
    rule: 'sector erase is refused for a chip with OTP before its probe is opened',
    file: api,
    find: 'if (!isSector(device.bank)) throw noSector(device);',
    replace: '',
    tests: erase,
  },
  {
    name: 'sector-erase-though-refused',
    rule: 'a chip that is protected, swapped or another device is not erased',
    file: api,
    find: 'const otp = refusals.length > 0 ? undefined : inspected.otp;',
    replace: 'const otp = inspected.otp;',
    tests: erase,
  },
  {
    name: 'sector-erase-undecided',
    rule: 'the sector is erased only where somebody said yes',
    file: api,
    find: 'if (!(await options.confirm(document))) {',
    replace: 'if (!(await options.confirm(document)) && false) {',
    tests: erase,
  },
  {
    name: 'sector-erase-of-another-chip',
    rule: 'the unique ID that was confirmed is the one of the chip',
    file: api,
    find: "if (expected === undefined || uid === '' || uid === expected.toUpperCase()) return;",
    replace: 'return;',
    tests: erase,
  },
  {
    name: 'sector-erase-of-what-was-not-shown',
    rule: 'the sector holds what was shown, just before it is erased',
    file: api,
    find: 'throw changed(chip.uid, now.chip.uid);',
    replace: 'void changed;',
    tests: erase,
  },
  {
    name: 'sector-erase-unstoppable',
    rule: 'a stop before the erase keeps the sector',
    file: api,
    find: 'if (stop?.aborted) throw stopped();',
    replace: 'void stop;',
    tests: erase,
  },
  {
    name: 'sector-erase-errors-unheard',
    rule: 'error flags of the flash after an erase are a failure',
    file: burn,
    find: 'if ((status & at.errors) === 0) return;',
    replace: 'return;',
    tests: erase,
  },
  {
    name: 'sector-erase-not-read-back',
    rule: 'success of an erase is a sector that reads blank, without an ECC error',
    file: burn,
    find: '    await checkBlank(probe, device);\n',
    replace: '    void checkBlank;\n',
    tests: erase,
  },
  {
    name: 'sector-erase-interrupted-as-lost',
    rule: 'an erase that was interrupted is never an error that says that nothing was written',
    file: burn,
    find: 'if (!begun ||',
    replace: 'if (begun ||',
    tests: erase,
  },
  {
    name: 'sector-erase-settles-early',
    rule: 'only an erase that was read back blank settles what an interrupted run left',
    file: 'src/journal/interrupted-runs.ts',
    find: "line.state === 'erase' && line.result === 'blank'",
    replace: "line.state === 'erase'",
    tests: ['journal/erases.test.ts'],
  },
];

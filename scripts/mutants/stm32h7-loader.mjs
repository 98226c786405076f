/* The rules of the loader of flash words, which no flag of the controller helps, and of the banks that use it. */
const unit = 'firmware/units/unit32.h';
const words = ['loader-contract/flash-words.test.ts'];
const facts = ['facts/banks.test.ts'];
const loaders = { file: unit, tests: words, rebuild: 'loaders' };

export const stm32h7LoaderMutants = [
  {
    ...loaders,
    name: 'h7-over-a-zero',
    rule: 'a flash word with one bit at 0 is not programmed',
    find: '"        bne   .Lcompare\\n" \\',
    replace: '"        nop\\n" \\',
  },
  {
    ...loaders,
    name: 'h7-all-ones-read',
    rule: 'a flash word for which all ones are asked is not read',
    find: '"        beq   .Lskip\\n" \\\n        "        str   copy',
    replace: '"        nop\\n" \\\n        "        str   copy',
  },
  {
    ...loaders,
    name: 'h7-half-a-word',
    rule: 'whole flash words alone are programmed',
    find: '"        lsls  x, #27\\n"',
    replace: '"        lsls  x, #28\\n"',
  },
  {
    ...loaders,
    name: 'h7-read-back',
    rule: 'a flash word counts as programmed when it reads back right',
    find: '"        mov   copy, sp\\n" \\\n        "        str   flash',
    replace: '"        b     .Lskip\\n" \\\n        "        str   flash',
  },
  {
    name: 'h7-pg-stays',
    rule: 'PG is cleared in a write before the one that sets LOCK',
    file: 'controllers/stm32h7.yaml',
    find: '  lockAlone: true\n',
    replace: '',
    tests: words,
    rebuild: 'loaders',
  },
  {
    name: 'h7-export',
    rule: 'a reserved sector is exported to no host',
    file: 'src/export/no-sector.ts',
    find: 'if (!isSector(bank)) return;',
    replace: 'if (!isSector(bank) || bank.name) return;',
    tests: ['export/no-sector.test.ts'],
  },
  {
    name: 'h7-sector-of-another-bank',
    rule: 'the registers that are read for write protection are those of the flash bank of the sector',
    file: 'banks/stm32h74x-i.yaml',
    find: 'register: 0x52002138',
    replace: 'register: 0x52002038',
    tests: facts,
  },
];

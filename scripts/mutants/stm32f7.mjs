/* What an STM32F7 has otherwise than an STM32F4: no data cache in FLASH_ACR, but one in the core. */
const f7 = 'controllers/stm32f7.yaml';
const burn = ['burn/stm32f7.test.ts'];
const stores = ['loader-contract/stores.test.ts'];

export const stm32f7Mutants = [
  {
    name: 'f7-acr-of-f4',
    rule: 'FLASH_ACR of an STM32F7 is not written: DCEN and DCRST are reserved there',
    file: f7,
    find: '\niwdg: 0x40003000\n',
    replace: '\ncache: { register: ACR, enable: 10, reset: 12 }\n\niwdg: 0x40003000\n',
    tests: burn,
    rebuild: 'loaders',
  },
  {
    name: 'f7-reserved-flag',
    rule: 'RDERR of an STM32F7 is not cleared, since F74x to F77x reserve it',
    file: f7,
    find: 'bits: [EOP, OPERR,',
    replace: 'bits: [RDERR, EOP, OPERR,',
    tests: stores,
    rebuild: 'loaders',
  },
  ...['f72x', 'f74x', 'f76x'].map((lines) => ({
    name: `${lines}-data-cache`,
    rule: `the data cache of STM32${lines.toUpperCase()} is off before the first bit`,
    file: `banks/stm32${lines}.yaml`,
    find: '    mask: 0x1\n    required: [0]\n',
    replace: '    mask: 0x1\n    required: [0, 1]\n',
    tests: burn,
  })),
];

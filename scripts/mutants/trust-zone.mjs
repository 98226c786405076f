/* Families with TrustZone: only the non-secure registers, with TZEN 0, and ICACHE out of the way. */
const burn = ['burn/stm32l5.test.ts'];

export const trustZoneMutants = [
  {
    name: 'l5-tzen',
    rule: 'an STM32L5 with TZEN 1 is refused',
    file: 'banks/stm32l5.yaml',
    find: '    shift: 31\n    mask: 0x1\n    required: [0]\n',
    replace: '    shift: 31\n    mask: 0x1\n    required: [0, 1]\n',
    tests: burn,
  },
  {
    name: 'l5-instruction-cache',
    rule: 'the instruction cache of an STM32L5 is off before the first bit',
    file: 'banks/stm32l5.yaml',
    find: '    register: 0x40030400\n    shift: 0\n    mask: 0x1\n    required: [0]\n',
    replace: '    register: 0x40030400\n    shift: 0\n    mask: 0x1\n    required: [0, 1]\n',
    tests: burn,
  },
  {
    name: 'l5-level-between',
    rule: 'RDP 0x55 of an STM32L5 is level 0.5, and not open',
    file: 'banks/stm32l5.yaml',
    find: 'values: [0x55], read: unknown, program: unknown',
    replace: 'values: [0x55], read: yes, program: yes',
    tests: burn,
  },
  {
    name: 'l5-cache-of-l4',
    rule: 'FLASH_ACR of an STM32L5 is not written: DCEN and DCRST are reserved there',
    file: 'controllers/stm32l5.yaml',
    find: '\nunit: {',
    replace: '\ncache: { register: ACR, enable: 10, reset: 12 }\n\nunit: {',
    tests: burn,
    rebuild: 'loaders',
  },
  {
    name: 'u5-tzen',
    rule: 'an STM32U5 with TZEN 1 is refused',
    file: 'banks/stm32u5.yaml',
    find: '    shift: 31\n    mask: 0x1\n    required: [0]\n',
    replace: '    shift: 31\n    mask: 0x1\n    required: [0, 1]\n',
    tests: ['burn/stm32u5.test.ts'],
  },
  {
    name: 'u5-no-wdw',
    rule: 'the loader of an STM32U5 waits for WDW, and finds half a quad-word by it',
    file: 'controllers/stm32u5.yaml',
    find: '  pending: [WDW]\n',
    replace: '',
    tests: ['burn/half-unit.test.ts'],
    rebuild: 'loaders',
  },
];

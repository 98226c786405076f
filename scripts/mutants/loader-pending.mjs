/* The rules of a loader whose flash has CFGBSY or WDW: half a unit that somebody left, and a wait that ends. */
const template = 'loader-templates/loader.c.hbs';
const walker = 'firmware/walker.h';
const g0 = 'controllers/stm32g0.yaml';

const defects = ['loader-contract/defects.test.ts'];
const stores = ['loader-contract/stores.test.ts'];

export const pendingMutants = [
  {
    name: 'loader-g0-cfgbsy-unawaited',
    rule: 'CFGBSY is awaited, not BSY1 and BSY2 alone',
    file: g0,
    find: '  pending: [CFGBSY]\n',
    replace: '',
  },
  {
    name: 'loader-g0-endless-wait-for-a-unit',
    rule: 'the wait for a unit ends though CFGBSY stands',
    file: walker,
    find: '        "        bne   .Lbusy\\n" \\\n        "        ldr   " sr ", [flash, %[sr]]\\n"',
    replace: '        "        b     .Lbusy\\n" \\\n        "        ldr   " sr ", [flash, %[sr]]\\n"',
  },
  {
    name: 'loader-g0-endless-wait-for-the-flash',
    rule: 'the wait for an idle flash ends though CFGBSY stands',
    file: template,
    find: '        if (--left == 0)\n            return 0;\n',
    replace: '        __asm volatile("" : "+r"(left));\n',
  },
  {
    name: 'loader-g0-stuck-unit-counts',
    rule: 'a unit whose CFGBSY stays set has failed',
    file: walker,
    find: '        "        b     .LflashError\\n" \\\n        ".Lidle:\\n"',
    replace: '        ".Lidle:\\n"',
  },
  {
    name: 'loader-g0-half-unit-is-not-status-7',
    rule: 'half a unit that somebody left is status 7',
    file: template,
    find: '            status = STATUS_FLASH;\n        } else\n',
    replace: '            status = STATUS_UNLOCK;\n        } else\n',
  },
  {
    name: 'loader-g0-half-unit-without-sr',
    rule: 'the job shows SR where half a unit was left',
    file: template,
    find: '            job->flashSR = FLASH->SR;\n',
    replace: '',
  },
  {
    name: 'loader-g0-half-unit-unseen-by-uninit',
    rule: 'FLASH_CR stays alone while CFGBSY stands',
    file: template,
    find: '    if (!flash)\n        return outcomeOf(STATUS_FLASH);\n',
    replace: '    if (!flash)\n        flash = FLASH;\n',
  },
  {
    name: 'loader-g0-half-unit-unseen-by-unlock',
    rule: 'no key is written while CFGBSY stands',
    file: template,
    find: '    if (!flash)\n        return 0;\n#endif\n    if (flash->CR & FLASH_CR_LOCK) {',
    replace: '#endif\n    if (flash->CR & FLASH_CR_LOCK) {',
  },
  {
    name: 'loader-g0-progerr-unknown',
    rule: 'PROGERR is one of the errors that end a burn of STM32G0',
    file: g0,
    find: '  errors: [OPERR, PROGERR, WRPERR,',
    replace: '  errors: [OPERR, WRPERR,',
  },
  {
    name: 'loader-g0-reserved-flag',
    rule: 'no flag is cleared that some line reserves',
    file: g0,
    find: '    bits: [EOP, OPERR,',
    replace: '    bits: [RDERR, EOP, OPERR,',
    tests: stores,
  },
  {
    name: 'loader-g0-wrong-key',
    rule: 'the keys are those of the headers',
    file: g0,
    find: 'keys: [0x45670123, 0xCDEF89AB] }\n\nstatus',
    replace: 'keys: [0x45670123, 0xCDEF89AC] }\n\nstatus',
    tests: stores,
  },
].map((mutant) => ({ tests: defects, ...mutant }));

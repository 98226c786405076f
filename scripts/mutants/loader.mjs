import { pendingMutants } from './loader-pending.mjs';
import { loaderUnitMutants } from './loader-units.mjs';

/*
 * The rules that the loader keeps by itself, each broken on purpose. `find` is exact text that occurs once in
 * `file`; `tests` are the files of test/ that must notice.
 */
const template = 'loader-templates/loader.c.hbs';
const l4 = 'controllers/stm32l4.yaml';
const f7 = 'controllers/stm32f7.yaml';

const refusals = ['loader-contract/refusals.test.ts'];
const discipline = ['loader-contract/discipline.test.ts'];
const defects = ['loader-contract/defects.test.ts'];
const burn = ['loader-contract/burn.test.ts'];
const programming = ['loader-contract/programming.test.ts'];
const stores = ['loader-contract/stores.test.ts'];
const hosts = ['loader-contract/hosts.test.ts'];

const anyBank = [
  {
    name: 'loader-no-refuse-pass',
    rule: 'every refusal comes before the first bit',
    find: 'status = walk(job, 0);',
    replace: 'status = STATUS_DONE;',
    tests: refusals,
  },
  {
    name: 'loader-magic-unread',
    rule: 'a job is known by its magic',
    find: '(job->magic ^ JOB_MAGIC) | ',
    replace: '',
    tests: burn,
  },
  {
    name: 'loader-version-unread',
    rule: 'a job of another version is refused',
    find: '(job->version ^ JOB_VERSION) | ',
    replace: '',
    tests: burn,
  },
  {
    name: 'loader-flags-unread',
    rule: 'a job with flags that mean nothing yet is refused',
    find: ' ^ job->flags) | job->flags >> 1;',
    replace: ') & 0;',
    tests: burn,
  },
  {
    name: 'loader-count-unbounded',
    rule: 'a job holds at most as many segments as the bank has units',
    find: 'job->count - 1 < OTP_SIZE / WRITE_UNIT',
    replace: 'job->count != 0',
    tests: burn,
  },
  {
    name: 'loader-status-first',
    rule: 'the status is written last',
    find: '    result = leave(acr, status);\n    job->status = result >> 32;',
    replace: '    job->status = status;\n    result = leave(acr, status);',
    tests: discipline,
  },
  {
    name: 'loader-status-unwritten',
    rule: 'a finished job tells its status',
    find: '    job->status = result >> 32;\n',
    replace: '',
    tests: burn,
  },
  {
    name: 'loader-stale-job-answer',
    rule: 'a job counts only its own units',
    find: '    job->unitsDone = 0;\n',
    replace: '',
    tests: [...burn, ...programming],
  },
  {
    name: 'loader-not-locked-behind',
    rule: 'LOCK is set on every way out, since a host may skip UnInit',
    find: '    flash->ACR = acr;\n    UnInit(0);\n    return outcomeOf(status);',
    replace: '    flash->ACR = acr;\n    return outcomeOf(status);',
    tests: discipline,
  },
  {
    name: 'loader-acr-kept-off',
    rule: 'ACR is given back as it was found',
    find: '    flash->ACR = acr;\n    UnInit(0);',
    replace: '    (void)acr;\n    UnInit(0);',
    tests: discipline,
  },
  {
    name: 'loader-reads-the-cache',
    rule: 'OTP is read with the data cache off',
    find: 'flash->ACR = acr & ~dcen;',
    replace: 'flash->ACR = acr;',
    tests: defects,
  },
  {
    name: 'loader-cache-not-reset',
    rule: 'lines cached before the burn are dropped',
    find: '    flash->ACR = on;\n    flash->ACR = on ^ dcrst;\n',
    replace: '    (void)on;\n',
    tests: defects,
  },
  {
    name: 'loader-cr-while-busy',
    rule: 'FLASH_CR is never written while BSY',
    find: '    while (IS_BUSY(flash->SR)) {\n',
    replace: '    while (0) {\n',
    tests: hosts,
  },
  {
    name: 'loader-keys-while-open',
    rule: 'keys are written only while LOCK, or they lock the controller up',
    find: '    if (flash->CR & FLASH_CR_LOCK) {\n        flash->KEYR',
    replace: '    if (flash) {\n        flash->KEYR',
    tests: hosts,
  },
  {
    name: 'loader-deaf-keys-unnoticed',
    rule: 'a controller that will not unlock is reported',
    find: '        if (flash->CR & FLASH_CR_LOCK)\n            return 0;\n',
    replace: '',
    tests: defects,
  },
  {
    name: 'loader-stale-flags-kept',
    rule: 'stale error flags are cleared before the first operation',
    find: '    flash->FLASH_CLEAR = FLASH_SR_CLEAR; /* stale flags would fail the first operation */\n',
    replace: '',
    tests: [...hosts, ...defects],
  },
  {
    name: 'loader-watchdog-starves',
    rule: 'the watchdog is fed once in Burn',
    find: '    feedWatchdog();\n    acr = enter();',
    replace: '    acr = enter();',
    tests: discipline,
  },
  {
    name: 'loader-blank-check-range',
    rule: 'BlankCheck reads nothing outside the bank',
    find: 'if (room > OTP_SIZE || len > room)',
    replace: 'if (room > OTP_SIZE)',
    tests: hosts,
  },
].map((mutant) => ({ file: template, ...mutant }));

const controllers = [
  {
    name: 'loader-l4-pempty-toggled',
    rule: 'bit 17 of FLASH_SR is never written: it moves the boot source',
    find: '    bits: [EOP, OPERR,',
    replace: '    bits: [PEMPTY, EOP, OPERR,',
    tests: programming,
  },
  {
    name: 'loader-l4-progerr-unknown',
    rule: 'PROGERR is one of the errors that end a burn',
    find: '  errors: [OPERR, PROGERR, WRPERR,',
    replace: '  errors: [OPERR, WRPERR,',
    tests: defects,
  },
  {
    name: 'loader-f7-data-cache',
    rule: 'ACR is written only where the flash has a data cache: bits 10 and 12 are reserved on F7',
    file: f7,
    find: '\noptions:\n  register: OPTCR\n',
    replace: '\ncache: { register: ACR, enable: 10, reset: 12 }\n\noptions:\n  register: OPTCR\n',
    tests: stores,
  },
  {
    name: 'loader-f7-reserved-flag',
    rule: 'no flag is cleared that some line of F7 reserves',
    file: f7,
    find: 'clear: { register: SR, bits: [EOP,',
    replace: 'clear: { register: SR, bits: [RDERR, EOP,',
    tests: stores,
  },
  {
    name: 'loader-f7-wrperr-unknown',
    rule: 'WRPERR is one of the errors that end a burn of F7',
    file: f7,
    find: '  errors: [OPERR, WRPERR,',
    replace: '  errors: [OPERR,',
    tests: burn,
  },
].map((mutant) => ({ file: l4, ...mutant }));

export const loaderMutants = [...anyBank, ...loaderUnitMutants, ...pendingMutants, ...controllers].map(
  (mutant) => ({
    ...mutant,
    rebuild: 'loaders',
  }),
);

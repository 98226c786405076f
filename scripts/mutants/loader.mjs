/*
 * The rules that the loader keeps by itself, each broken on purpose. `find` is exact text that occurs once in
 * `file`; `tests` are the files of test/ that must notice.
 */
const template = 'loader-templates/loader.c.hbs';
const bytes = 'firmware/units/unit1.h';
const doubleWords = 'firmware/units/unit8.h';
const l4 = 'firmware/controllers/stm32l4.h';

const refusals = ['loader-contract/refusals.test.ts'];
const discipline = ['loader-contract/discipline.test.ts'];
const defects = ['loader-contract/defects.test.ts'];
const burn = ['loader-contract/burn.test.ts'];
const programming = ['loader-contract/programming.test.ts'];
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
    find: ' | job->flags) == 0',
    replace: ') == 0',
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
    find: '    UnInit(0);\n    return outcomeOf(status);',
    replace: '    return outcomeOf(status);',
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
    find: '    while ((int32_t)(flash->SR << (31 - FLASH_SR_BSY_BIT)) < 0) {\n    }\n',
    replace: '',
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
    find: '    flash->SR = FLASH_SR_CLEAR; /* stale flags would fail the first operation */\n',
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

const byteUnits = [
  {
    name: 'loader-f4-range-off-by-one',
    rule: 'nothing outside the bank is touched',
    find: '"        cmp   from, tmp\\n"',
    replace: '"        adds  tmp, #1\\n"\n        "        cmp   from, tmp\\n"',
    tests: refusals,
  },
  {
    name: 'loader-f4-range-wraps',
    rule: 'an address outside the bank is refused whatever its length',
    find: '        "        bcc   .Lrange\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-f4-programs-ones',
    rule: 'all ones is nothing: neither read nor programmed',
    find: '        "        cmp   want, #0xFF\\n" /* all ones is nothing: not even read */\n        "        beq   .Lskip\\n"\n',
    replace: '',
    tests: [...refusals, ...programming],
  },
  {
    name: 'loader-f4-programs-equal',
    rule: 'a unit that is equal is not programmed again',
    find: '        "        cmp   want, have\\n"\n        "        beq   .Lskip\\n"\n',
    replace: '',
    tests: programming,
  },
  {
    name: 'loader-f4-locked-block',
    rule: 'a locked block takes no data',
    find: '        "        bne   .LnotOpen\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-f4-half-lock-is-open',
    rule: 'a lock byte of neither 00 nor FF counts as locked',
    find: '        "        cmp   tmp, #0xFF\\n"\n        "        bne   .LnotOpen\\n"\n',
    replace: '        "        cmp   tmp, #0\\n"\n        "        beq   .LnotOpen\\n"\n',
    tests: refusals,
  },
  {
    name: 'loader-f4-lock-byte-value',
    rule: 'a lock byte is only ever written 00',
    find: '        "        beq   .Lopen\\n"',
    replace: '        "        b     .Lopen\\n"',
    tests: refusals,
  },
  {
    name: 'loader-f4-other-lock-byte',
    rule: 'a block is judged by its own lock byte',
    find: '        "        asrs  tmp, tmp, %[shift]\\n" /* block - count */\n',
    replace: '        "        asrs  tmp, tmp, %[shift] + 1\\n"\n',
    tests: refusals,
  },
  {
    name: 'loader-f4-impossible-bits',
    rule: 'a one over a zero is a conflict in the first pass',
    find: '        "        bics  want, have\\n" /* a one over a zero cannot be */\n        "        bne   .Lconflict\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-f4-overlapping-segments',
    rule: 'what an earlier segment burnt is looked at again',
    find: '        "        bics  tmp, have\\n"\n        "        bne   .Lconflict\\n"\n',
    replace: '        "        bics  tmp, have\\n"\n',
    tests: burn,
  },
  {
    name: 'loader-f4-busy-not-awaited',
    rule: 'error flags and cell are read after BSY',
    find: '        "        bmi   .Lbusy\\n"\n',
    replace: '',
    tests: discipline,
  },
  {
    name: 'loader-f4-error-flags',
    rule: 'error flags end a burn',
    find: '        "        bne   .LflashError\\n"\n',
    replace: '',
    tests: ['burn/run-job.test.ts'],
  },
  {
    name: 'loader-f4-no-read-back',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        cmp   have, want\\n"\n        "        beq   .Lskip\\n"\n',
    replace: '        "        b     .Lskip\\n"\n',
    tests: defects,
  },
  {
    name: 'loader-f4-failed-unit-counts',
    rule: 'unitsDone counts no unit that failed',
    find: '        "        subs  have, #1\\n"\n',
    replace: '',
    tests: defects,
  },
].map((mutant) => ({ file: bytes, ...mutant }));

const doubleWordUnits = [
  {
    name: 'loader-l4-range-off-by-one-unit',
    rule: 'nothing outside the bank is touched',
    find: '"        cmp   src, x\\n"',
    replace: '"        adds  x, #8\\n"\n        "        cmp   src, x\\n"',
    tests: refusals,
  },
  {
    name: 'loader-l4-range-wraps',
    rule: 'an address outside the bank is refused whatever its length',
    find: '        "        bcc   .Lrange\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-l4-part-of-a-unit',
    rule: 'only whole double words are programmed',
    find: '        "        bne   .Lrange\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-l4-programs-ones',
    rule: 'a double word of all ones is never programmed',
    find: '        "        adds  x, #1\\n" /* all ones is nothing: not even read */\n        "        beq   .Lskip\\n"\n',
    replace: '',
    tests: [...programming, ...defects],
  },
  {
    name: 'loader-l4-programs-twice',
    rule: 'a double word takes one programming for ever',
    find: '        "        bne   .Lconflict\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-l4-lower-half-decides',
    rule: 'one zero anywhere in the double word and it is spent',
    find: '        "        ldr   x, [at]\\n"\n        "        ldr   y, [at, #4]\\n"\n        "        cmp   x, low\\n"',
    replace:
      '        "        ldr   x, [at]\\n"\n        "        movs  y, #0\\n"\n        "        mvns  y, y\\n"\n        "        cmp   x, low\\n"',
    tests: refusals,
  },
  {
    name: 'loader-l4-busy-not-awaited',
    rule: 'error flags and cells are read after BSY',
    find: '        "        bmi   .Lbusy\\n"\n',
    replace: '',
    tests: discipline,
  },
  {
    name: 'loader-l4-error-flags',
    rule: 'error flags end a burn',
    find: '        "        bne   .LflashError\\n"\n',
    replace: '',
    tests: defects,
  },
  {
    name: 'loader-l4-lower-half-unread',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        bne   .LreadBack\\n"\n',
    replace: '',
    tests: defects,
  },
  {
    name: 'loader-l4-upper-half-unread',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        cmp   y, high\\n"\n        "        beq   .Lskip\\n"\n\n',
    replace: '        "        b     .Lskip\\n"\n\n',
    tests: defects,
  },
  {
    name: 'loader-l4-unaligned-source',
    rule: 'any alignment of the source gives the right bytes',
    find: '        "        bne   .Lunaligned\\n"\n',
    replace: '',
    tests: programming,
  },
].map((mutant) => ({ file: doubleWords, ...mutant }));

const controllers = [
  {
    name: 'loader-l4-pempty-toggled',
    rule: 'bit 17 of FLASH_SR is never written: it moves the boot source',
    find: '#define FLASH_SR_CLEAR (FLASH_SR_ERRORS | 1u)',
    replace: '#define FLASH_SR_CLEAR (FLASH_SR_ERRORS | 1u | (1u << 17))',
    tests: programming,
  },
  {
    name: 'loader-l4-progerr-unknown',
    rule: 'PROGERR is one of the errors that end a burn',
    find: 'FLASH_SR_OPERR | FLASH_SR_PROGERR | FLASH_SR_WRPERR',
    replace: 'FLASH_SR_OPERR | FLASH_SR_WRPERR',
    tests: defects,
  },
].map((mutant) => ({ file: l4, ...mutant }));

export const loaderMutants = [...anyBank, ...byteUnits, ...doubleWordUnits, ...controllers].map((mutant) => ({
  ...mutant,
  rebuild: 'loaders',
}));

/* The rules of the walkers: one that programs bytes, one that programs double words. */
const bytes = 'firmware/units/unit1.h';
const doubleWords = 'firmware/units/unit8.h';
const walker = 'firmware/walker.h';

const refusals = ['loader-contract/refusals.test.ts'];
const discipline = ['loader-contract/discipline.test.ts'];
const defects = ['loader-contract/defects.test.ts'];
const burn = ['loader-contract/burn.test.ts'];
const programming = ['loader-contract/programming.test.ts'];

const byteUnits = [
  {
    name: 'loader-range-off-by-one-unit',
    rule: 'nothing outside the bank is touched',
    file: walker,
    find: '"        ldr   room, =%c[size]\\n"',
    replace: '"        ldr   room, =%c[size] + %c[unit]\\n"',
    tests: refusals,
  },
  {
    name: 'loader-range-wraps',
    rule: 'an address outside the bank is refused whatever its length',
    file: walker,
    find: '        "        bcc   .Lrange\\n"\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-f4-programs-ones',
    rule: 'all ones is nothing: neither read nor programmed',
    find: '        "        cmp   want, #0xFF\\n" /* all ones is nothing: not even read */ \\\n        "        beq   .Lskip\\n" \\\n',
    replace: '',
    tests: [...refusals, ...programming],
  },
  {
    name: 'loader-f4-programs-equal',
    rule: 'a unit that is equal is not programmed again',
    find: '        "        beq   .Lequal\\n" \\\n',
    replace: '',
    tests: programming,
  },
  {
    name: 'loader-f4-equal-as-it-is',
    rule: 'a job of version 2 programs what reads equal once more',
    find: '        "        bne   .Lwanted\\n" \\\n',
    replace: '',
    tests: ['loader-contract/program-equal.test.ts'],
  },
  {
    name: 'loader-f4-locked-block',
    rule: 'a locked block takes no data',
    find: '        "        bne   .LnotOpen\\n"\n',
    replace: '        "        nop\\n"\n',
    tests: refusals,
  },
  {
    name: 'loader-f4-half-lock-is-open',
    rule: 'a lock byte of neither 00 nor FF counts as locked',
    find: '        "        cmp   tmp, #0xFF\\n" \\\n        "        bne   .LnotOpen\\n"\n',
    replace: '        "        cmp   tmp, #0\\n" \\\n        "        beq   .LnotOpen\\n"\n',
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
    find: '        "        asrs  tmp, tmp, %[shift]\\n" /* block - count */ \\\n',
    replace: '        "        asrs  tmp, tmp, %[shift] + 1\\n" \\\n',
    tests: refusals,
  },
  {
    name: 'loader-f4-impossible-bits',
    rule: 'a one over a zero is a conflict in the first pass',
    find: '        "        bics  want, have\\n" /* a one over a zero cannot be */ \\\n        "        bne   .Lconflict\\n"\n',
    replace: '        "        nop\\n"\n',
    tests: refusals,
  },
  {
    name: 'loader-f4-overlapping-segments',
    rule: 'what an earlier segment burnt is looked at again',
    find: '        "        bics  tmp, have\\n" \\\n        "        bne   .Lconflict\\n" \\\n',
    replace: '        "        bics  tmp, have\\n" \\\n',
    tests: burn,
  },
  {
    name: 'loader-busy-not-awaited',
    rule: 'error flags and cell are read after BSY',
    file: walker,
    find: '        "        bmi   .Lbusy\\n"\n',
    replace: '        "        nop\\n"\n',
    tests: discipline,
  },
  {
    name: 'loader-f4-error-flags',
    rule: 'error flags end a burn',
    find: '        "        bne   .LflashError\\n" \\\n',
    replace: '',
    tests: ['burn/run-job.test.ts'],
  },
  {
    name: 'loader-f4-no-read-back',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        cmp   have, want\\n" \\\n        "        beq   .Lskip\\n"\n',
    replace: '        "        b     .Lskip\\n"\n',
    tests: defects,
  },
  {
    name: 'loader-failed-unit-counts',
    rule: 'unitsDone counts no unit that failed',
    file: walker,
    find: '        "        subs  spare, #1\\n"\n',
    replace: '',
    tests: defects,
  },
].map((mutant) => ({ file: bytes, ...mutant }));

const doubleWordUnits = [
  {
    name: 'loader-l4-part-of-a-unit',
    rule: 'only whole double words are programmed',
    find: '        "        bne   .Lrange\\n" \\\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-l4-programs-ones',
    rule: 'a double word of all ones is never programmed',
    find: '        "        adds  x, #1\\n" /* all ones is nothing: not even read */ \\\n        "        beq   .Lskip\\n" \\\n',
    replace: '',
    tests: [...programming, ...defects],
  },
  {
    name: 'loader-l4-programs-twice',
    rule: 'a double word takes one programming forever',
    find: '        "        bne   .Lconflict\\n" \\\n',
    replace: '',
    tests: refusals,
  },
  {
    name: 'loader-l4-lower-half-decides',
    rule: 'one zero anywhere in the double word and it is spent',
    find: '        "        ands  x, y\\n" \\\n',
    replace: '        "        nop\\n" \\\n',
    tests: refusals,
  },
  {
    name: 'loader-l4-error-flags',
    rule: 'error flags end a burn',
    find: '        "        bne   .LflashError\\n" \\\n',
    replace: '',
    tests: defects,
  },
  {
    name: 'loader-l4-lower-half-unread',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        bne   .LreadBack\\n" \\\n',
    replace: '',
    tests: defects,
  },
  {
    name: 'loader-l4-upper-half-unread',
    rule: 'a unit counts only when it reads back equal',
    find: '        "        cmp   y, high\\n" \\\n        "        beq   .Lskip\\n"\n',
    replace: '        "        b     .Lskip\\n"\n',
    tests: defects,
  },
  {
    name: 'loader-l4-unaligned-source',
    rule: 'any alignment of the source gives the right bytes',
    find: '        "        bne   .Lunaligned\\n" \\\n',
    replace: '',
    tests: programming,
  },
].map((mutant) => ({ file: doubleWords, ...mutant }));

export const loaderUnitMutants = [...byteUnits, ...doubleWordUnits];

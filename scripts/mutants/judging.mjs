import { readFileSync } from 'node:fs';

/* Each cell of the table of judging, flipped: what is burnt is skipped, and everything else is burnt. */
const table = 'src/judge/cells.ts';
const text = readFileSync(new URL(`../../${table}`, import.meta.url), 'utf8');
const shortStates = /: (short|accepted|above short), /;

const cells = [...text.matchAll(/^ {2}'(.+)': (\['(.+)', '(.+)'\]),$/gm)].map(
  ([line, name, verdict, state, reason]) => ({
    name: `judge-${name.replaceAll(/\W+/g, '-')}`,
    rule: `${name}: ${state}, ${reason}`,
    file: table,
    find: line,
    replace: line.replace(verdict, state === 'burn' ? "['skip', 'equal']" : "['burn', 'blank']"),
    tests: [shortStates.test(name) ? 'burn/in-flight.test.ts' : 'judge/cells.test.ts'],
  }),
);

/* How what a unit holds and what is wanted of it are found, here and in the scripts for other hosts. */
const found = [
  {
    name: 'judge-lock-of-a-block-unseen',
    rule: 'a locked block takes no data',
    find: "lock === 'open' ? rewrite :",
    replace: 'lock !== undefined ? rewrite :',
  },
  {
    name: 'judge-part-is-whole',
    rule: 'a unit of which the image holds a part is refused',
    find: "  if (wanted.includes(undefined)) return 'part';\n",
    replace: '',
  },
  {
    name: 'judge-ones-come-back',
    rule: 'a one over a zero is a conflict',
    find: "!== 0) ? 'set' : 'clear';",
    replace: "> 255) ? 'set' : 'clear';",
  },
  {
    name: 'judge-used-in-part-is-blank',
    rule: 'a unit with one byte programmed is used',
    find: "old.every((byte) => byte === erasedValue) ? 'blank'",
    replace: "old.some((byte) => byte === erasedValue) ? 'blank'",
  },
  {
    name: 'judge-any-lock-byte-value',
    rule: 'a lock byte is only ever written 00',
    find: "value === 'damaged' ? 'other' :",
    replace: "value === 'damaged' ? 'locked' :",
  },
  {
    name: 'judge-empty-block-unseen',
    rule: 'an empty block is locked only when asked for by name',
    find: "value === 'locked' && isEmpty ?",
    replace: "value === 'open' && isEmpty ?",
  },
  {
    name: 'pyocd-lock-of-a-block-unseen',
    rule: 'a script puts no data into a locked block',
    file: 'loader-templates/pyocd-user.py.hbs',
    find: 'bank["rewrite"] if lock == "open" else',
    replace: 'bank["rewrite"] if lock else',
    tests: ['export/judging.test.ts'],
  },
  {
    name: 'pyocd-ones-come-back',
    rule: 'a script takes a one over a zero for a conflict',
    file: 'loader-templates/pyocd-user.py.hbs',
    find: '"set" if any(b & ~a for',
    replace: '"set" if all(b & ~a for',
    tests: ['export/judging.test.ts'],
  },
  {
    name: 'openocd-lock-of-a-block-unseen',
    rule: 'a script puts no data into a locked block',
    file: 'loader-templates/openocd.tcl.hbs',
    find: '[lindex $locks $block]',
    replace: '[lindex $locks 0]',
    tests: ['export/judging.test.ts'],
  },
  {
    name: 'openocd-ones-come-back',
    rule: 'a script takes a one over a zero for a conflict',
    file: 'loader-templates/openocd.tcl.hbs',
    find: 'if {$b & ~$a & 0xFF} { set wish set }',
    replace: '',
    tests: ['export/judging.test.ts'],
  },
].map((mutant) => ({ file: 'src/judge/judge-unit.ts', tests: ['judge/cells.test.ts'], ...mutant }));

export const judgingMutants = [...cells, ...found];

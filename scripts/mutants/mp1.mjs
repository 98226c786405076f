import { readFileSync } from 'node:fs';

/* Each cell of the table of fuses, flipped: what is burnt is skipped, and everything else is burnt. */
const table = 'src/judge/fuse-cells.ts';
const text = readFileSync(new URL(`../../${table}`, import.meta.url), 'utf8');

const cells = [...text.matchAll(/^ {2}'(.+)': (\['(.+)', '(.+)'\]),$/gm)].map(
  ([line, name, verdict, state, reason]) => ({
    name: `fuse-${name.replaceAll(/\W+/g, '-')}`,
    rule: `${name}: ${state}, ${reason}`,
    file: table,
    find: line,
    replace: line.replace(verdict, state === 'burn' ? "['skip', 'equal']" : "['burn', 'blank']"),
    tests: ['judge/fuse-cells.test.ts'],
  }),
);

/* Each rule of whose a word is, given to everybody. */
const rules = 'src/mp1/word-rules.ts';
const words = readFileSync(new URL(`../../${rules}`, import.meta.url), 'utf8');
const [, ofMp15 = '', ofMp13 = ''] = words.split(/^ {2}MP1[53]: \[$/m);
const owned = [
  ...ruleMutants('both', words.slice(0, words.indexOf('export const wordRules'))),
  ...ruleMutants('mp15', ofMp15),
  ...ruleMutants('mp13', ofMp13),
];

function ruleMutants(line, part) {
  return [
    ...part.matchAll(/rule\(\s*(\d+),\s*(\d+),\s*'([a-z-]+)',\s*'([^']*)',\s*(?:'[^']*'|brick)/g),
  ].flatMap(([found, first, last, need, what]) =>
    need === 'free'
      ? []
      : [
          {
            name: `word-${line}-${first}-${last}`,
            rule: `words ${first} to ${last}, ${what}: ${need}`,
            find: found,
            replace: found.replace(`'${need}'`, "'free'"),
          },
        ],
  );
}

const others = [
  {
    name: 'fuse-closed-chip',
    rule: 'a closed chip is refused',
    file: 'src/fuse/refusals.ts',
    find: "if (name === 'open') return [];",
    replace: "if (name !== 'invalid') return [];",
  },
  {
    name: 'fuse-invalid-chip',
    rule: 'a chip in the state INVALID is refused',
    file: 'src/fuse/refusals.ts',
    find: "if (name === 'open') return [];",
    replace: "if (name === 'open' || name === 'invalid') return [];",
  },
  {
    name: 'fuse-one-line-of-two',
    rule: 'where the line is not known the rules of both count',
    file: 'src/fuse/refusals.ts',
    find: 'const broken = lines.map(',
    replace: 'const broken = lines.slice(0, 1).map(',
  },
  {
    name: 'fuse-locks-with-values',
    rule: 'values are read back before they are locked',
    file: 'src/fuse/plan.ts',
    find: "return oneFile && burns('lock') ? 'both' : 'values';",
    replace: "return burns('lock') ? 'both' : 'values';",
  },
  {
    name: 'fuse-file-of-everything',
    rule: 'a file asks for what the plan burns, and for nothing else',
    file: 'src/fuse/file.ts',
    find: "    if (state !== 'burn') continue;\n",
    replace: '',
    tests: ['fuse/properties.test.ts'],
  },
  {
    name: 'fuse-zero-under-a-read-lock',
    rule: 'a zero under a read lock is unknown',
    file: 'src/mp1/read-partition.ts',
    find: 'hasBits(status, Status.shadowReadLock) || ',
    replace: '',
  },
  {
    name: 'fuse-value-with-an-error',
    rule: 'a value with a read error is unknown',
    file: 'src/mp1/read-partition.ts',
    find: "if (hasBits(status, Status.readError)) return 'unreadable';",
    replace: "if (hasBits(status, Status.readError)) return 'known';",
  },
  {
    name: 'fuse-sticky-program-lock',
    rule: 'bit 27 of the dump refuses',
    file: 'src/fuse/units.ts',
    find: 'stopped: hasBits(status, Status.programmingLock)',
    replace: 'stopped: false',
  },
  {
    name: 'fuse-permanent-lock',
    rule: 'bit 30 of the dump refuses',
    file: 'src/fuse/units.ts',
    find: 'locked: hasBits(status, Status.permanentLock)',
    replace: 'locked: false',
  },
  {
    name: 'fuse-locks-unknown',
    rule: 'locks that could not be read are unknown',
    file: 'src/fuse/units.ts',
    find: 'locksKnown: !hasBits(status, Status.lockError)',
    replace: 'locksKnown: true',
    tests: ['fuse/plan.test.ts'],
  },
  {
    name: 'fuse-sticky-lock-asked-for',
    rule: 'sticky locks that were asked for are refused',
    file: 'src/fuse/grammar.ts',
    find: 'if ((bits & 0x3800_0000) !== 0) return [word];',
    replace: 'if ((bits & 0x0800_0000) !== 0) return [];',
    tests: ['fuse/grammar.test.ts'],
  },
  {
    name: 'fuse-pending-is-locked',
    rule: 'a lock that is not shown is pending, not done',
    file: 'src/mp1/outcome.ts',
    find: "? 'pending' : 'done';",
    replace: "? 'done' : 'done';",
    tests: ['mp1/outcome.test.ts'],
  },
  {
    name: 'fuse-unknown-is-there',
    rule: 'a value that the dump cannot show is not there',
    file: 'src/mp1/outcome.ts',
    find: "if (fuseWord(now).knowledge !== 'known') return 'unknown';",
    replace: "if (fuseWord(now).knowledge !== 'known') return 'there';",
    tests: ['mp1/outcome.test.ts'],
  },
  {
    name: 'dfu-error-after-the-last-packet',
    rule: 'dfu-util is not believed when the device reports an error after its last packet',
    file: 'src/fuse/dfu/outcome.ts',
    find: "const isIdle = state === '2' && status === '0';",
    replace: 'const isIdle = true;',
    tests: ['fuse/dfu/outcome.test.ts'],
  },
  {
    name: 'dfu-without-a-fresh-look',
    rule: 'the chip must be as the dump has it just before the write',
    file: 'src/api/mp1-dfu.ts',
    find: 'if ((await planAgainst(now)).hash === plan.hash) return;',
    replace: 'if ((await planAgainst(now)).hash !== "") return;',
    tests: ['fuse/whole-way.test.ts'],
  },
  {
    name: 'dfu-of-a-changed-file',
    rule: 'dfu-util gets the file that was planned, and no other',
    file: 'src/api/mp1-dfu.ts',
    find: '  await checkFile(options.output, planned.file);\n',
    replace: '',
    tests: ['fuse/whole-way.test.ts'],
  },
  {
    name: 'dfu-not-read-back',
    rule: 'what a later dump does not show is not claimed',
    file: 'src/api/mp1-dfu.ts',
    find: "if (found.result !== 'done' && found.result !== 'pending') throw",
    replace: "if (found.result === 'unknown') throw",
    tests: ['fuse/whole-way.test.ts'],
  },
  {
    name: 'fuse-plan-against-nvmem',
    rule: 'an nvmem dump or a text is never planned against',
    file: 'src/api/mp1-dump.ts',
    find: 'if (!partition) throw noDump(path, otherForms[form]);',
    replace:
      'if (!partition) return { dump: { state: 0, words: [] }, uid: form, lines: fuses.lines, part: 0 };',
    tests: ['fuse/file-alone.test.ts'],
  },
  {
    name: 'fuse-plan-against-a-write',
    rule: 'a file that asks for writes is not a dump',
    file: 'src/api/mp1-dump.ts',
    find: 'if (asksForWrites(partition)) throw',
    replace: 'if (asksForWrites({ ...partition, words: [] })) throw',
    tests: ['fuse/file-alone.test.ts'],
  },
  {
    name: 'fuse-run-ended-too-early',
    rule: 'the run of a file ends only when a dump shows all of it',
    file: 'src/api/mp1-runs.ts',
    find: "if (outcome.result !== 'done' || ",
    replace: "if (outcome.result === 'differs' || ",
    tests: ['fuse/file-alone.test.ts'],
  },
  {
    name: 'fuse-unasked-change',
    rule: 'a change that no file asked for is reported',
    file: 'src/mp1/unasked.ts',
    find: 'isLocked(old) !== isLocked(now)',
    replace: 'isLocked(old) !== isLocked(old)',
    tests: ['mp1/unasked.test.ts'],
  },
  {
    name: 'fuse-pending-ends-with-0',
    rule: 'the command ends with 0 only when all of it is read back',
    file: 'src/cli/commands/mp1-write.ts',
    find: '  pending: ExitCode.Interrupted,',
    replace: '  pending: ExitCode.Done,',
    tests: ['cli/mp1-write.test.ts'],
    rebuild: 'dist',
  },
  {
    name: 'dfu-any-board',
    rule: 'only the board of the dump is written',
    file: 'src/fuse/dfu/alternates.ts',
    find: 'serial.toUpperCase() === uid.toUpperCase()',
    replace: "serial !== ''",
    tests: ['fuse/dfu/alternates.test.ts'],
  },
].map((mutant) => ({ tests: ['fuse/plan.test.ts'], ...mutant }));

export const mp1Mutants = [
  ...cells,
  ...owned.map((mutant) => ({ ...mutant, file: rules, tests: ['mp1/word-rules.test.ts'] })),
  ...others,
];

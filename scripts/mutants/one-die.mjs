/* One value, one die: what the journal knows of other dies. */
const dies = ['journal/other-dies.test.ts'];
const command = ['cli/one-die.test.ts'];

export const oneDieMutants = [
  {
    name: 'die-value-issued-twice',
    rule: 'a value that another die has had is refused',
    file: 'src/journal/other-dies.ts',
    find: 'return die ? [{ value, die }] : [];',
    replace: 'return [];',
    tests: [...dies, ...command],
  },
  {
    name: 'die-itself-is-another',
    rule: 'a die keeps its own value',
    file: 'src/journal/other-dies.ts',
    find: 'if (uid === unit.uid || scrapped.has(uid)) continue;',
    replace: 'if (scrapped.has(uid)) continue;',
    tests: dies,
  },
  {
    name: 'die-moved-without-a-write',
    rule: 'a move that wrote nothing has moved nothing',
    file: 'src/journal/other-dies.ts',
    find: 'mayHaveBurntOtp(view.endOf(line.run)) ? (line.movedFrom ?? []) : [],',
    replace: 'line.movedFrom ?? [],',
    tests: dies,
  },
  {
    name: 'die-interrupted-is-free',
    rule: 'a run that may have written a value has had it',
    file: 'src/journal/other-dies.ts',
    find: 'const end = view.endOf(line.run);\n    if (mayHaveBurntOtp(end)) return otherDie(line, end);',
    replace: "const end = view.endOf(line.run);\n    if (end?.result === 'done') return otherDie(line, end);",
    tests: dies,
  },
  {
    name: 'die-of-any-world',
    rule: 'runs on simulated chips count only against such runs',
    file: 'src/journal/line-keys.ts',
    find: "return medium === 'silicon' ? 'silicon' : 'simulated';",
    replace: "return medium === 'silicon' ? 'silicon' : 'silicon';",
    tests: dies,
  },
  {
    name: 'die-alike-unseen',
    rule: 'OTP bytes that other dies have are not burnt where nobody sees it',
    file: 'src/api/unit-past.ts',
    find: '...(alike && unattended && !shared ? [alikeRefusal(alike)] : []),',
    replace: '',
    tests: command,
  },
];

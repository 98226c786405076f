import { mutants } from './mutants/index.mjs';
import { breakRule, copyTree, nodeIn, occurrences } from './tree-copy.mjs';

/**
 * The campaign's own test: with a defence taken out it must find a wrong board. `mutants` are those of scripts/mutants that
 * take it out, `kind` and `runs` the part of the campaign that looks there.
 */
const controls = [
  {
    defence: 'the board is looked at again',
    mutants: ['board-not-looked-at-again'],
    kind: 'swapped',
    runs: 20,
  },
  {
    defence: 'the cells are looked at again',
    mutants: ['board-not-looked-at-again', 'bank-not-judged'],
    kind: 'changed',
    runs: 20,
  },
  { defence: 'the whole bank is judged', mutants: ['bank-not-judged'], kind: 'meanwhile', runs: 40 },
  {
    defence: 'the package keeps its loaders',
    // A foreign loader is rehearsed each time, which would find it too.
    mutants: [
      'loader-of-the-working-folder',
      'bank-not-judged',
      'rehearsal-not-compared',
      'rehearsal-units-uncounted',
    ],
    kind: 'planted',
    runs: 20,
  },
  { defence: 'containers are known', mutants: ['raw-container'], kind: 'file', runs: 80 },
  {
    defence: 'bytes outside the chip are refused',
    mutants: ['regions-drop-the-rest'],
    kind: 'file',
    runs: 80,
  },
  { defence: 'one value, one die', mutants: ['die-value-issued-twice'], kind: 'serial', runs: 20 },
  { defence: 'spreadsheet debris is refused', mutants: ['cell-debris-taken'], kind: 'table', runs: 60 },
  {
    defence: 'hidden characters are refused',
    mutants: ['value-with-hidden-characters'],
    kind: 'table',
    runs: 80,
  },
  { defence: 'a table is looked at whole', mutants: ['table-unique-unchecked'], kind: 'table', runs: 40 },
  {
    defence: 'the pyOCD script drops nothing',
    mutants: ['pyocd-drops-homeless-bytes'],
    kind: 'pyocd',
    runs: 60,
  },
  {
    defence: 'exports refuse other regions',
    mutants: ['regions-unchecked-in-exports'],
    kind: 'openocd',
    runs: 40,
  },
  {
    defence: 'dumps refuse other regions',
    mutants: ['regions-unchecked-in-exports', 'regions-unchecked-in-dumps'],
    kind: 'commander',
    runs: 60,
  },
];

/** Runs each control, or those named; returns the exit code. */
export async function controlCampaign(only) {
  const chosen = controls.filter(({ defence }) => only === undefined || only.includes(defence));
  if (chosen.length === 0) {
    console.error(
      `no control is called ${only?.join(', ')}: ${controls.map(({ defence }) => defence).join(', ')}`,
    );
    return 2;
  }
  const copy = copyTree('control');
  const missed = chosen.filter((control) => !isFound(copy, control));
  console.log(`\n${chosen.length - missed.length} of ${chosen.length} missing defences found`);
  for (const { defence } of missed) console.log(`NOT FOUND: ${defence}`);
  return missed.length === 0 ? 0 : 1;
}

function isFound(copy, { defence, mutants: names, kind, runs }) {
  const breaks = names.map((name) => {
    const mutant = mutants.find((each) => each.name === name);
    if (!mutant) throw new Error(`${defence}: there is no mutant ${name}`);
    if (occurrences(copy, mutant) !== 1) throw new Error(`${defence}: the text of ${name} is not found once`);
    return breakRule(copy, mutant);
  });
  const args = ['scripts/torture.mjs', '--campaign', '--kind', kind, '--runs', String(runs), '--seed', '1'];
  const { status, stdout, stderr } = nodeIn(copy, args, 1_800_000);
  // Two of them may break one file.
  for (const mend of breaks.toReversed()) mend();
  const found = /^WRONG (.*)$/m.exec(stdout)?.[1];
  const what = found ?? `NOT FOUND (exit ${status})${status === 0 ? '' : `\n${stdout}${stderr}`}`;
  console.log(`${defence.padEnd(34)} | ${what}`);
  return found !== undefined;
}

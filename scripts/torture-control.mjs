import { mutants } from './mutants/index.mjs';
import { breakRule, copyTree, nodeIn, occurrences } from './tree-copy.mjs';

/**
 * The campaign's own test: with a defence taken out it must find a wrong board. `mutants` are those of scripts/mutants that
 * take it out, `kind` and `runs` the part of the campaign that looks there.
 */
const controls = [];

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
  for (const mend of breaks) mend();
  const found = /^WRONG (.*)$/m.exec(stdout)?.[1];
  const what = found ?? `NOT FOUND (exit ${status})${status === 0 ? '' : `\n${stdout}${stderr}`}`;
  console.log(`${defence.padEnd(34)} | ${what}`);
  return found !== undefined;
}

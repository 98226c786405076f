// Loaded into the command line's process before it: what the chips that it simulates have counted when it ends.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { SimulatedChip } = await import(
  pathToFileURL(resolve(process.env.COUNTED_DIST, 'chip/index.js')).href
);
const chips = [];
for (const name of ['create', 'fromState']) {
  const make = SimulatedChip[name];
  SimulatedChip[name] = (...args) => {
    const chip = make.apply(SimulatedChip, args);
    chips.push(chip);
    return chip;
  };
}
process.on('exit', () => {
  writeFileSync(process.env.COUNTS_FILE, JSON.stringify(chips.map(({ counters }) => counters)));
});

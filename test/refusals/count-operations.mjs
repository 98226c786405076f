// Loaded into the command line's process before it: what the chips that it simulates have counted when it ends.
import { writeFileSync } from 'node:fs';
import Module from 'node:module';

const chips = [];
const counted = new Set();

// The command line is a bundle, whose files Node itself loads under OTPFORGE_DEBUG.
process.env.OTPFORGE_DEBUG = '1';
const load = Module._load;
Module._load = function loadCounted(...args) {
  const exports = load.apply(this, args);
  for (const value of Object.values(exports ?? {})) {
    if (typeof value === 'function' && value.name === 'SimulatedChip' && !counted.has(value)) count(value);
  }
  return exports;
};

function count(chipClass) {
  counted.add(chipClass);
  for (const name of ['create', 'fromState']) {
    const make = chipClass[name];
    chipClass[name] = (...args) => {
      const chip = make.apply(chipClass, args);
      chips.push(chip);
      return chip;
    };
  }
}

process.on('exit', () => {
  writeFileSync(process.env.COUNTS_FILE, JSON.stringify(chips.map(({ counters }) => counters)));
});

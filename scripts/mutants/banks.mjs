/* The rules by which a description of a bank must fit its chips, each broken on purpose. */
const chipRules = ['bank/chip-rules.test.ts'];
const witness = ['bank/witness.test.ts'];

export const bankMutants = [
  {
    name: 'bank-of-another-family-taken',
    rule: 'a bank of format 2 is refused where its controller does not name its family',
    file: 'src/bank/resolve.ts',
    find: '  if (!families.includes(bank.family)) {',
    replace: '  if (families.length === 0) {',
    tests: witness,
  },
  {
    name: 'level-of-two-values',
    rule: 'what a closed chip holds is not what an open one holds',
    file: 'src/bank/chip-rules.ts',
    find: 'if (other === undefined) seen.set(value, level);',
    replace: 'if (other !== value) seen.set(value, level);',
    tests: chipRules,
  },
  {
    name: 'level-0-of-every-value',
    rule: 'an open chip is known by a value, not by all others',
    file: 'src/bank/chip-rules.ts',
    find: 'if (readProtection.levels.find(({ level }) => level === 0)?.values?.length) return;',
    replace: 'if (readProtection.levels.length > 0) return;',
    tests: chipRules,
  },
  {
    name: 'precondition-outside-its-field',
    rule: 'a precondition asks for what its field can hold',
    file: 'src/bank/field-rules.ts',
    find: 'if ((value & mask) >>> 0 === value) continue;',
    replace: 'if ((value & mask) >>> 0 === value || path.length > 1) continue;',
    tests: chipRules,
  },
  {
    name: 'ecc-register-of-no-controller',
    rule: 'an ECC register of a line is one that its controller has',
    file: 'src/bank/chip-rules.ts',
    find: 'if (!flashInterface || Object.hasOwn(flashInterface.registers, register)) continue;',
    replace: 'if (flashInterface) continue;',
    tests: chipRules,
  },
  {
    name: 'supply-of-line-forgotten',
    rule: 'a chip is burnt within the supply of its own line',
    file: 'src/bank/line-bank.ts',
    find: 'supply: { ...bank.supply, ...defined(supply ?? {}) },',
    replace: '',
    tests: ['burn/gated-chip.test.ts'],
  },
  {
    name: 'supply-of-one-candidate',
    rule: 'a chip that may be one of several devices is burnt within the supply that each allows',
    file: 'src/bank/matching.ts',
    find: 'minimumMv: Math.max(',
    replace: 'minimumMv: Math.min(',
    tests: ['bank/matching.test.ts'],
  },
  {
    name: 'supply-of-line-upside-down',
    rule: 'the supply of a line begins below its end',
    file: 'src/bank/chip-rules.ts',
    find: 'if (minimumMv <= maximumMv) return;',
    replace: 'if (minimumMv > 0) return;',
    tests: chipRules,
  },
];

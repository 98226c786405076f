/* The rules on stages that a chip holds already, each broken on purpose. */
const tests = ['layout/held-fields.test.ts'];
const file = 'src/layout/held-fields.ts';

export const stageMutants = [
  {
    name: 'held-value-replaced',
    rule: 'a value that is not the one which the chip holds is refused',
    file,
    find: 'if (Buffer.compare(given, held) === 0) continue;',
    replace: 'continue;',
    tests,
  },
  {
    name: 'held-check-broken',
    rule: 'a value whose check does not fit on the chip is not relied on',
    file,
    find: 'isThere(field, found) && !broken.some((range) => overlaps(range, field));',
    replace: 'isThere(field, found);',
    tests,
  },
  {
    name: 'held-unverified',
    rule: 'no check is computed over a value that the chip holds wrong',
    file,
    find: "if (state === 'blank') continue;",
    replace: 'continue;',
    tests,
  },
  {
    name: 'held-invalid',
    rule: 'only a field that reads right counts as written',
    file,
    find: "return state === 'value' && (field.kind === 'value' || crcOk === true);",
    replace: "return state === 'value' || state === 'invalid';",
    tests,
  },
];

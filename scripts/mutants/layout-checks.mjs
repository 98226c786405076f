const checks = ['layout/checks.test.ts'];
const groups = ['layout/groups.test.ts'];

export const layoutCheckMutants = [
  {
    name: 'check-sum-byte-order',
    rule: 'a sum is stored in the byte order that the layout names',
    file: 'src/layout/check-value.ts',
    find: 'sumSize(spec.algorithm), spec.endian);',
    replace: "sumSize(spec.algorithm), 'little');",
    tests: checks,
  },
  {
    name: 'check-hash-last-bytes',
    rule: 'a hash that is cut keeps its first bytes',
    file: 'src/layout/check-value.ts',
    find: '.subarray(0, checkSize(spec, input.length));',
    replace: '.subarray(-checkSize(spec, input.length));',
    tests: checks,
  },
  {
    name: 'check-key-ignored',
    rule: 'an HMAC takes its key',
    file: 'src/layout/hash.ts',
    find: 'key && isKeyed(name) ?',
    replace: 'key && !isKeyed(name) ?',
    tests: checks,
  },
  {
    name: 'check-wrong-passes',
    rule: 'a check that was read is compared with what it covers',
    file: 'src/layout/decode-field.ts',
    find: 'const computed = checkBytes(field.spec, input, key) ?? bytes;',
    replace: 'const computed = bytes;',
    tests: checks,
  },
  {
    name: 'check-uid-in-format-1',
    rule: 'the meaning of format 1 is frozen: "@uid" is no field of it',
    file: 'src/layout/cover-of.ts',
    find: "reference === '@uid' && around.major > 1",
    replace: "reference === '@uid'",
    tests: checks,
  },
  {
    name: 'group-reference-outside',
    rule: 'a check in an element of a group covers the fields of that element',
    file: 'src/layout/cover-of.ts',
    find: "const inElement = scope === '' ? [] : select(",
    replace: "const inElement = scope !== '' ? [] : select(",
    tests: groups,
  },
  {
    name: 'group-same-address-twice',
    rule: 'no two elements of one unit have the same unique value',
    file: 'src/layout/encode.ts',
    find: '  refuseTwice(layout, selected, encoded);\n',
    replace: '',
    tests: groups,
  },
  {
    name: 'group-columns-apart',
    rule: 'a unique value is in one column of a table only',
    file: 'src/layout/unique-in-unit.ts',
    find: "return name.replaceAll(/\\[[^\\]]*\\]/g, '');",
    replace: 'return name;',
    tests: groups,
  },
];

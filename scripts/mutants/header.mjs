/* The rules of the C header, each broken on purpose. */
const equality = ['header/read-equality.test.ts'];

export const headerMutants = [
  {
    name: 'header-pattern-unchecked',
    rule: 'firmware takes no text that the pattern of its field refuses',
    file: 'src/header/readers/text.ts',
    find: '...(pattern ? [`if (',
    replace: '...(pattern ? [`if (false && ',
    tests: equality,
  },
  {
    name: 'header-pattern-of-any-start',
    rule: 'a pattern in firmware begins in its first state and ends in a final one',
    file: 'src/header/readers/pattern.ts',
    find: 'return final[state];',
    replace: 'return true;',
    tests: ['header/pattern.test.ts'],
  },
  {
    name: 'header-takes-zero-sequence',
    rule: 'firmware takes no slot whose sequence is 0',
    file: 'src/header/slot-judge.ts',
    find: "'if (*order == 0) whole = false;'",
    replace: "'(void)*order;'",
    tests: equality,
  },
  {
    name: 'header-mac-as-in-memory',
    rule: 'firmware gets a MAC in the order of transmission, whatever its order in memory',
    file: 'src/header/readers/bytes.ts',
    find: "isTurned: endian === 'little',",
    replace: 'isTurned: false,',
    tests: equality,
  },
  {
    name: 'header-crc-by-another-order',
    rule: 'firmware compares a check in the byte order of its field',
    file: 'src/header/checks/index.ts',
    find: 'joinedBytes(0, field.length, endian)});`',
    replace: "joinedBytes(0, field.length, 'little')});`",
    tests: equality,
  },
  {
    name: 'header-unreadable-check-passes',
    rule: 'a check over bytes that cannot be read does not pass in firmware',
    file: 'src/header/checks/index.ts',
    find: '})) return OTP_UNCHECKED;`',
    replace: '})) return OTP_VALUE;`',
    tests: equality,
  },
  {
    name: 'header-locked-slot-blank',
    rule: 'firmware does not take a locked slot for a blank one',
    file: 'src/header/records.ts',
    find: '&lock, 1) && lock != ',
    replace: '&lock, 1) && lock == ',
    tests: equality,
  },
];

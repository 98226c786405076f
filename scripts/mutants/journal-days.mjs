/* A journal with a file a day: each begins with the hash of the last. */
const days = ['journal/days.test.ts'];
const index = ['journal/index-days.test.ts'];

export const journalDayMutants = [
  {
    name: 'journal-day-missing-unseen',
    rule: 'the file of each day follows the one before',
    file: 'src/journal/check-days.ts',
    find: 'if (check.follows === before.last) return check;',
    replace: 'if (check.follows !== undefined) return check;',
    tests: ['journal/check-days.test.ts'],
  },
  {
    name: 'journal-day-begins-anew',
    rule: 'the file of a day does not begin anew behind another',
    file: 'src/journal/check-days.ts',
    find: 'const isFree = part.file === expected?.file && (',
    replace: 'const isFree = part.file !== expected?.file || (',
    tests: ['journal/check-days.test.ts'],
  },
  {
    name: 'journal-old-file-cut',
    rule: 'the file from before the first day has the line that this day follows',
    file: 'src/journal/check-days.ts',
    find: '|| expected.isFollowed)',
    replace: '|| expected.follows !== undefined)',
    tests: ['journal/before-days.test.ts'],
  },
  {
    name: 'journal-closed-day-opened-again',
    rule: 'nothing is added to a file behind which there is a newer one',
    file: 'src/journal/open-journal.ts',
    find: "newest?.day ?? '']",
    replace: "'']",
    tests: days,
  },
  {
    name: 'journal-torn-day-left-open',
    rule: 'a file whose last line was cut is closed before the next one follows it',
    file: 'src/journal/write-lines.ts',
    find: 'if (torn) text.write(journal);',
    replace: '',
    tests: ['journal/midnight.test.ts'],
  },
  {
    name: 'journal-closed-days-unseen',
    rule: 'an index is of all files of a journal as otpforge left them',
    file: 'src/journal/index-stamp.ts',
    find: 'update(JSON.stringify(closed))',
    replace: 'update(JSON.stringify(closed.length))',
    tests: index,
  },
  {
    name: 'journal-newest-day-believed',
    rule: 'a look into the newest file alone is by an index of that file as otpforge left it',
    file: 'src/journal/reading-newest.ts',
    find: 'if (changed !== newestText(day, own)) return undefined;',
    replace: "if (changed === '') return undefined;",
    tests: ['journal/since.test.ts'],
  },
  {
    name: 'journal-line-before-its-claim',
    rule: 'a line is in the file that its claim names, or in a later one',
    file: 'src/journal/open-journal.ts',
    find: '[dayOf(time), notBefore,',
    replace: '[dayOf(time),',
    tests: [...days, 'journal/since.test.ts'],
  },
];

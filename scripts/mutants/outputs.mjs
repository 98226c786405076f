/* What leaves a station: nothing is lost or unmarked, and no label is for another board than the one in the slot. */
const outputs = ['output/outputs.test.ts'];
const labels = ['output/labels.test.ts'];
const template = ['output/label-template.test.ts'];

export const outputMutants = [
  {
    name: 'label-after-the-board',
    rule: 'a label is not printed once its board has gone, also while the printer answers',
    file: 'src/output/printer.ts',
    find: 'isSent = isIn();',
    replace: "isSent = isIn() || host !== '';",
    tests: labels,
  },
  {
    name: 'label-of-a-board-that-waited',
    rule: 'a label is not begun once its board has gone',
    file: 'src/output/printer.ts',
    find: '  if (!isIn()) return false;\n',
    replace: '',
    tests: labels,
  },
  {
    name: 'label-of-a-failed-unit',
    rule: 'only a verified unit gets a label',
    file: 'src/output/labels.ts',
    find: 'known.product === line.product && isVerified(known)',
    replace: 'known.product === line.product && (isVerified(known) || unit > 0)',
    tests: labels,
  },
  {
    name: 'label-without-escape',
    rule: 'a value on a label cannot end its field',
    file: 'src/output/label-template.ts',
    find: "escaping === 'zpl' ? zplText : lineText",
    replace: "escaping === 'none' ? zplText : lineText",
    tests: template,
  },
  {
    name: 'reprint-like-the-first',
    rule: 'a reprint says so, whatever the template is',
    file: 'src/output/label-template.ts',
    find: "if (word !== '' && !text.includes(word))",
    replace: "if (word !== '' && word !== content.reprint && !text.includes(word))",
    tests: template,
  },
  {
    name: 'output-passes-over',
    rule: 'an event that was not taken is sent again',
    file: 'src/output/output-sender.ts',
    find: 'giveOutput(tx, key, progress.last)',
    replace: 'giveOutput(tx, key, rows.at(-1)?.id)',
    tests: outputs,
  },
  {
    name: 'output-repeats-unmarked',
    rule: 'an event that may have been sent before is marked',
    file: 'src/output/event.ts',
    find: '    ...(repeat && { repeat }),\n',
    replace: '',
    tests: outputs,
  },
  {
    name: 'output-untrusted',
    rule: 'a line connects to no machine that nobody has trusted',
    file: 'src/line/runs.ts',
    find: '  return [{ key, words: [output.url, ...headers], files: [] }];',
    replace: '  return headers.length > 9 ? [{ key, words: headers, files: [] }] : [];',
    tests: ['line/trust.test.ts'],
  },
];

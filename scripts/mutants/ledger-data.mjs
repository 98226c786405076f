/* The rules by which data leaves a ledger and comes back, each broken on purpose. */
const restore = ['api/ledger-restore.test.ts'];

const imports = ['api/ledger-import.test.ts'];
const reports = ['api/ledger-report.test.ts'];

export const ledgerDataMutants = [
  {
    name: 'ledger-import-verifies',
    rule: "a programmer's log makes no unit verified",
    file: 'src/ledger/units/bind.ts',
    find: "{ step: 'report', from: state, version, to: 'reported', reason: source }",
    replace: "{ step: 'accept', from: 'failed', version, to: 'verified', reason: source }",
    tests: imports,
  },
  {
    name: 'ledger-import-half',
    rule: 'a log with one bad row is refused as a whole',
    file: 'src/api/ledger-import.ts',
    find: '  if (faults.length === 0) return;',
    replace: '  if (faults.length < 2) return;',
    tests: imports,
  },
  {
    name: 'ledger-load-half',
    rule: 'no row of a table with a fault is loaded',
    file: 'src/api/list-rows.ts',
    find: '  if (faults.length > 0) throw refused(file, faults);\n',
    replace: '',
    tests: ['api/ledger-load.test.ts'],
  },
  {
    name: 'ledger-report-runs',
    rule: 'no spreadsheet runs a cell of a report',
    file: 'src/api/report-csv.ts',
    find: 'shown.replace(/^(?=[=+',
    replace: 'shown.replace(/^(?=[+',
    tests: reports,
  },
  {
    name: 'ledger-report-unescaped',
    rule: 'values are text on the page of a report',
    file: 'src/api/report-html.ts',
    find: 'replaceAll(/[&<>"\']/g,',
    replace: 'replaceAll(/[&]/g,',
    tests: reports,
  },
  {
    name: 'ledger-backup-unverified',
    rule: 'a backup is read as a whole before it gets its name',
    file: 'src/ledger/backup.ts',
    find: 'await checkLedgerFile(copy, file);',
    replace: "{ ledger: '', schema: 2, stations: 1, events: 2, units: 2 };",
    tests: ['api/ledger-backup.test.ts'],
  },
  {
    name: 'ledger-export-marks-first',
    rule: 'a row of the outbox is marked as sent when it is on the disk',
    file: 'src/ledger/units/send-outbox.ts',
    find: '    await write(rows);\n    const fresh = await markAll(ledger, rows);\n',
    replace: '    const fresh = await markAll(ledger, rows);\n    await write(rows);\n',
    tests: ['ledger/units/send-outbox.test.ts'],
  },
  {
    name: 'ledger-restore-without-skipping',
    rule: 'a ledger is opened again with its pools above what was issued',
    file: 'src/api/restore-skips.ts',
    find: 'const numbers = Math.min(units, left) * each;',
    replace: 'const numbers = 0 * Math.min(units, left) * each;',
    tests: restore,
  },
  {
    name: 'ledger-restore-skips-too-few',
    rule: 'a count below what a station remembers is refused',
    file: 'src/api/restore-skips.ts',
    find: 'given === undefined || given < needed',
    replace: 'given === undefined',
    tests: restore,
  },
  {
    name: 'ledger-restore-skips-nothing',
    rule: 'a count of 0 is taken only where nothing can be missing',
    file: 'src/api/restore-skips.ts',
    find: 'isWhole ? 0 : 1',
    replace: 'isWhole ? 0 : 0',
    tests: restore,
  },
  {
    name: 'ledger-restore-batch-is-one',
    rule: 'a lost batch counts with all of its units',
    file: 'src/ledger/lost.ts',
    find: 'return Math.max(events, units - end.units);',
    replace: 'return events;',
    tests: restore,
  },
  {
    name: 'ledger-restore-over-another',
    rule: 'a backup goes only where the ledger is gone, with its log',
    file: 'src/ledger/put-back.ts',
    find: '  for (const each of [file, ...sideFiles(file)]) if (await isThere(each)) throw exists(each);\n',
    replace: '',
    tests: restore,
  },
];

/* The rules of the checks on a board, each broken on purpose. */
const order = ['hwcheck/order.test.ts'];
const keeper = ['hwcheck/scratch-keeper.test.ts'];
const review = ['hwcheck/review.test.ts'];

export const hwcheckMutants = [
  {
    name: 'hwcheck-burns-unasked',
    rule: 'OTP is burnt only when --burn asks for it',
    file: 'src/api/hwcheck.ts',
    find: "if (stage === 'burn' && !options.burn && !options.burnLock) return 'not asked for: --burn';",
    replace: '',
    tests: order,
  },
  {
    name: 'hwcheck-burns-after-difference',
    rule: 'OTP is burnt only when nothing before it differs',
    file: 'src/hwcheck/run-stages.ts',
    find: 'return !harmless.includes(id);',
    replace: 'return false;',
    tests: order,
  },
  {
    name: 'hwcheck-over-data',
    rule: 'a unit that holds other data is left alone',
    file: 'src/hwcheck/stages/burn.ts',
    find: "if (!isBlank(found)) return skipped(expected, 'it is not blank');",
    replace: '',
    tests: order,
  },
  {
    name: 'hwcheck-read-protected',
    rule: 'nothing is run on a chip that is not at read protection level 0',
    file: 'src/hwcheck/run-stages.ts',
    find: "'look.flash-size', 'look.rdp']",
    replace: "'look.flash-size']",
    tests: keeper,
  },
  {
    name: 'hwcheck-unsaved',
    rule: 'the scratch sector is saved before it is erased',
    file: 'src/hwcheck/scratch-keeper.ts',
    find: 'await writeAtomic(file, ',
    replace: 'String(',
    tests: keeper,
  },
  {
    name: 'hwcheck-over-new-firmware',
    rule: 'what somebody has programmed since an interrupted run is not overwritten',
    file: 'src/hwcheck/scratch-keeper.ts',
    find: 'if (!isOurs(device, saved, found)) throw changed(file, area.address);',
    replace: '',
    tests: keeper,
  },
  {
    name: 'hwcheck-rows-not-compared',
    rule: 'a report is confirmed only when its trace shows each row',
    file: 'src/hwcheck/review.ts',
    find: 'for (let index = 0; index < at; index += 1) compareRows(file, report.rows[index], rows[index]);',
    replace: '',
    tests: review,
  },
];

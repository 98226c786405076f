/* The rules by which a station shows PASS for what is recorded, and for the board that is in, each broken on purpose. */
const slots = ['station/slot-task.test.ts'];
const board = 'src/station/slot-board.ts';

export const stationMutants = [
  {
    name: 'station-pass-before-record',
    rule: 'a visit ends verified only when the ledger has the record',
    file: 'src/visit/visit.ts',
    find: '    await recordVerified(setup, run, report);\n',
    replace: '    recordVerified(setup, run, report).catch(() => {});\n',
    tests: ['visit/until-recorded.test.ts'],
  },
  {
    name: 'station-pass-unrecorded',
    rule: 'a unit that the ledger did not take is shown as NOT RECORDED',
    file: 'src/station/verdict.ts',
    find: "    status: 'not-recorded',\n",
    replace: "    status: 'pass',\n",
    tests: slots,
  },
  {
    name: 'station-verdict-outlives-board',
    rule: 'nothing is shown of a board that is out, or for the next one',
    file: 'src/station/slot-screen.ts',
    find: '    if (!this.holds(insertion)) return false;\n',
    replace: '',
    tests: ['station/slot-screen.test.ts'],
  },
  {
    name: 'station-verdict-stays',
    rule: 'a verdict goes when its board goes',
    file: board,
    find: 'if (!this.#isRecording) screen.clear();',
    replace: 'if (!this.#isRecording) screen.holds(this.insertion);',
    tests: slots,
  },
  {
    name: 'station-board-while-unrecorded',
    rule: 'a slot takes no board while another one has no record',
    file: board,
    find: 'this.#conclude(await this.#visited(probe, scans));',
    replace:
      'const visited = this.#visited(probe, scans).then((end) => this.#conclude(end));\n      await Promise.race([visited, this.#watch.begin()]);',
    tests: slots,
  },
  {
    name: 'station-late-pass-shown',
    rule: 'a unit that is recorded after its board is out counts as not shown',
    file: 'src/visit/finish-run.ts',
    find: 'const shown = setup.isIn?.() ?? true;',
    replace: 'const shown = setup.isIn === undefined || true;',
    tests: ['visit/until-recorded.test.ts'],
  },
  {
    name: 'station-label-for-no-board',
    rule: 'no label is printed once its board is out',
    file: 'src/station/running-station.ts',
    find: 'isIn: () => task.holds(insertion),',
    replace: 'isIn: () => task !== undefined,',
    tests: ['station/station-outputs.test.ts'],
  },
];

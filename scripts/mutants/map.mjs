/* A map claims nothing that was not read, and shows no secret. */
const cells = ['map/cells.test.ts'];
const sources = ['api/map.test.ts'];

export const mapMutants = [
  {
    name: 'map-damaged-is-blank',
    rule: 'a damaged unit is never shown as blank',
    file: 'src/map/views.ts',
    find: "if (bytes === undefined) return 'damaged';",
    replace: "if (bytes === undefined) return 'blank';",
    tests: cells,
  },
  {
    name: 'map-weak-is-sound',
    rule: 'a weak unit is shown as weak',
    file: 'src/map/views.ts',
    find: "if (otp.ecc.has(address)) return 'weak';",
    replace: '',
    tests: cells,
  },
  {
    name: 'map-suspect-is-sound',
    rule: 'what an interrupted run may have left half-programmed is shown as suspect',
    file: 'src/map/views.ts',
    find: "? 'suspect' : state;",
    replace: '? state : state;',
    tests: cells,
  },
  {
    name: 'map-unreadable-is-blank',
    rule: 'what cannot be read is never shown as blank',
    file: 'src/map/views.ts',
    find: "unit: () => 'unreadable',",
    replace: "unit: () => 'blank',",
    tests: [...cells, ...sources],
  },
  {
    name: 'map-damage-hidden-by-plan',
    rule: 'no plan hides that a unit is damaged or cannot be read',
    file: 'src/map/marks.ts',
    find: "if (state === 'damaged' || state === 'unreadable') return state;",
    replace: '',
    tests: ['map/grid.test.ts'],
  },
  {
    name: 'map-secret-byte-by-byte',
    rule: 'where a byte is a unit, the cells of a secret field do not show which of its bytes are blank',
    file: 'src/map/secret-cells.ts',
    find: "if (rewrite === 'once') return cells;",
    replace: 'if (rewrite) return cells;',
    tests: cells,
  },
  {
    name: 'map-secret-value',
    rule: 'a map shows no secret value',
    file: 'src/api/map-contents.ts',
    find: 'publicFields(decodeLayout(layout, view.read, view.unread), secrets)',
    replace: 'publicFields(decodeLayout(layout, view.read, view.unread), undefined)',
    tests: sources,
  },
  {
    name: 'map-secret-refusal',
    rule: 'refusals of a dump show no secret byte',
    file: 'src/api/map-files.ts',
    find: 'redactRefusals(unitRefusals(units, bank, bytes), shown)',
    replace: 'unitRefusals(units, bank, bytes)',
    tests: sources,
  },
  {
    name: 'map-refused-is-done',
    rule: 'a map of what cannot be read or burnt does not exit with 0',
    file: 'src/cli/commands/map.ts',
    find: "    if (document.result === 'refused') done(ExitCode.Refused);\n",
    replace: '',
    tests: ['cli/map.test.ts'],
    rebuild: 'dist',
  },
];

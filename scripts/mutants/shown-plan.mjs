/* Nothing burns unseen. */
const text = ['cli/plan-text.test.ts'];

export const shownPlanMutants = [
  {
    name: 'shown-bytes-cut-off',
    rule: 'every byte to be burnt is in the plan',
    file: 'src/cli/byte-rows.ts',
    find: 'for (let at = 0; at < bytes.length; at += perRow) {',
    replace: 'for (let at = 0; at < Math.min(bytes.length, 16); at += perRow) {',
    tests: text,
  },
  {
    name: 'shown-fields-hide-bytes',
    rule: 'bytes of a field that is not a value are shown',
    file: 'src/cli/plan-rows.ts',
    find: 'values.filter(({ text, secret }) => text !== undefined || secret)',
    replace: 'values.filter(() => true)',
    tests: text,
  },
  {
    name: 'shown-value-cut-off',
    rule: 'a long value is shown whole',
    file: 'src/cli/plan-rows.ts',
    find: '  for (let at = 0; at < text.length; at += width) parts.push',
    replace: '  for (let at = 0; at < Math.min(text.length, width); at += width) parts.push',
    tests: text,
  },
  {
    name: 'shown-secret-value',
    rule: 'a plan by a layout shows no secret value',
    file: 'src/api/plan-values.ts',
    find: 'return publicFields(fields, secrets)',
    replace: 'return publicFields(fields, undefined)',
    tests: ['api/plan-values.test.ts'],
  },
  {
    name: 'shown-not-with-yes',
    rule: 'the plan is shown before a burn with --yes',
    file: 'src/cli/confirm.ts',
    find: '      if (!flags.json) showPlan(plan);\n',
    replace: '',
    tests: ['cli/program.test.ts'],
    rebuild: 'dist',
  },
];
